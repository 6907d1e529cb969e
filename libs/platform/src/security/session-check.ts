import type { Caller, ErrorCode, Permission, Role } from '#libs/contracts';
import { HeldAnswers } from './held-answers.js';
import type { Networks } from './networks.js';

/** What stands between a caller and their company. */
export interface Barriers {
  /** What the company asks for and is not there: until it is, the caller may do nothing but look after their own account. */
  lacks?: ErrorCode;
  /** What they may do all the same. */
  except?: readonly Permission[];
  /** From where the company lets them in; from anywhere unless set. */
  from?: Networks;
}

/** What somebody may do now. */
export interface Standing extends Barriers {
  role: Role;
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
