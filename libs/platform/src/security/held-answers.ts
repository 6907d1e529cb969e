interface Kept<T> {
  answer: T;
  askedAt: number;
}

/** How old an answer may be. With the second in which streams ask again, what is revoked or changed elsewhere acts within five. */
const freshMs = 4_000;
/** While nobody can be asked, the last answer holds for the life of an access token. */
const heldMs = 300_000;
const keptAnswers = 10_000;

/** Answers of other services, asked for at most every four seconds per key; concurrent requests ask once. */
export class HeldAnswers<T> {
  private readonly kept = new Map<string, Kept<T>>();
  private readonly asking = new Map<string, Promise<T>>();

  constructor(private readonly clock: () => number = Date.now) {}

  /** The answer when it is fresh. */
  known(key: string): T | undefined {
    const known = this.kept.get(key);
    return known && this.clock() - known.askedAt < freshMs ? known.answer : undefined;
  }

  /** @throws what the asking throws, when no answer of the last five minutes is left to go by */
  async get(key: string, ask: () => Promise<T>): Promise<T> {
    const known = this.kept.get(key);
    if (known && this.clock() - known.askedAt < freshMs) return known.answer;
    try {
      return await this.ask(key, ask);
    } catch (error) {
      if (known && this.clock() - known.askedAt < heldMs) return known.answer;
      throw error;
    }
  }

  private ask(key: string, ask: () => Promise<T>): Promise<T> {
    const running = this.asking.get(key);
    if (running) return running;
    const askedAt = this.clock();
    const asking = ask()
      .then((answer) => {
        if (this.kept.size >= keptAnswers) this.kept.delete(this.kept.keys().next().value!);
        this.kept.delete(key);
        this.kept.set(key, { answer, askedAt });
        return answer;
      })
      .finally(() => this.asking.delete(key));
    this.asking.set(key, asking);
    return asking;
  }
}
