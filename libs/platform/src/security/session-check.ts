import type { Caller, Role } from '#libs/contracts';
import { HeldAnswers } from './held-answers.js';

/** Whether a caller's session and membership still stand, asked of the services that own them. */
export abstract class SessionCheck {
  /** @returns the caller's role now; undefined when the session or the membership has ended */
  abstract roleNow(caller: Caller): Promise<Role | undefined>;
}

/** Asks at most every five seconds per session and company; concurrent requests ask once. */
export class CachedSessionCheck extends SessionCheck {
  private readonly answers: HeldAnswers<Role | undefined>;

  constructor(
    private readonly inner: SessionCheck,
    clock: () => number = Date.now,
  ) {
    super();
    this.answers = new HeldAnswers(clock);
  }

  /** The role when it need not be asked for. */
  known({ sessionId, companyId }: Caller): Role | undefined {
    return this.answers.known(`${sessionId}/${companyId}`);
  }

  /** @throws what the asking throws, when no answer of the last five minutes is left to go by */
  async roleNow(caller: Caller): Promise<Role | undefined> {
    return this.answers.get(`${caller.sessionId}/${caller.companyId}`, () => this.inner.roleNow(caller));
  }
}
