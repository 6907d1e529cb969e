import type { Caller, ErrorCode, Role } from '#libs/contracts';
import { HeldAnswers } from './held-answers.js';

/** What somebody may do now. */
export interface Standing {
  role: Role;
  /** What the company asks of its members and this one has not: until it is there, they may do nothing but look after their own account. */
  lacks?: ErrorCode;
}

/** Whether a caller's session and membership still stand, asked of the services that own them. */
export abstract class SessionCheck {
  /** @returns the caller's role now, and what is missing; undefined when the session or the membership has ended */
  abstract standing(caller: Caller): Promise<Standing | undefined>;
}

/** Asks at most every four seconds per session and company; concurrent requests ask once. */
export class CachedSessionCheck extends SessionCheck {
  private readonly answers: HeldAnswers<Standing | undefined>;

  constructor(
    private readonly inner: SessionCheck,
    clock: () => number = Date.now,
  ) {
    super();
    this.answers = new HeldAnswers(clock);
  }

  /** The answer when it need not be asked for. */
  known({ sessionId, companyId }: Caller): Standing | undefined {
    return this.answers.known(`${sessionId}/${companyId}`);
  }

  /** @throws what the asking throws, when no answer of the last five minutes is left to go by */
  async standing(caller: Caller): Promise<Standing | undefined> {
    return this.answers.get(`${caller.sessionId}/${caller.companyId}`, () => this.inner.standing(caller));
  }
}
