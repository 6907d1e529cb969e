import type { Caller, Role } from '#libs/contracts';

/** Whether a caller's session and membership still stand, asked of the services that own them. */
export abstract class SessionCheck {
  /** @returns the caller's role now; undefined when the session or the membership has ended */
  abstract roleNow(caller: Caller): Promise<Role | undefined>;
}

interface Kept {
  /** Undefined: ended. */
  role: Role | undefined;
  askedAt: number;
}

/** How old an answer may be: revocations and changes of role act within this time. */
const freshMs = 5_000;
/** While nobody can be asked, the last answer holds for the life of an access token. */
const heldMs = 300_000;
const keptAnswers = 10_000;

/** Asks at most every five seconds per session and company; concurrent requests ask once. */
export class CachedSessionCheck extends SessionCheck {
  private readonly kept = new Map<string, Kept>();
  private readonly asking = new Map<string, Promise<Role | undefined>>();

  constructor(
    private readonly inner: SessionCheck,
    private readonly clock: () => number = Date.now,
  ) {
    super();
  }

  /** @throws what the asking throws, when no answer of the last five minutes is left to go by */
  async roleNow(caller: Caller): Promise<Role | undefined> {
    const key = `${caller.sessionId}/${caller.companyId}`;
    const known = this.kept.get(key);
    if (known && this.clock() - known.askedAt < freshMs) return known.role;
    try {
      return await this.ask(key, caller);
    } catch (error) {
      if (known && this.clock() - known.askedAt < heldMs) return known.role;
      throw error;
    }
  }

  private ask(key: string, caller: Caller): Promise<Role | undefined> {
    const running = this.asking.get(key);
    if (running) return running;
    const askedAt = this.clock();
    const asking = this.inner
      .roleNow(caller)
      .then((role) => {
        if (this.kept.size >= keptAnswers) this.kept.delete(this.kept.keys().next().value!);
        this.kept.delete(key);
        this.kept.set(key, { role, askedAt });
        return role;
      })
      .finally(() => this.asking.delete(key));
    this.asking.set(key, asking);
    return asking;
  }
}
