import type { LiveFeed } from '#libs/platform/live';

/** Words of a turn of a task as they come. */
export interface SpokenWords {
  turn: number;
  attempt: number;
  /** How many characters of this attempt came before: whoever missed some can tell. */
  from: number;
  text: string;
}

export const wordsTopic = (taskId: string): string => `words ${taskId}`;

/** Tells those who listen what the model says in one attempt of a turn. What is said anew counts as the next attempt. */
export class Speaker {
  private from = 0;
  private anew = 0;

  constructor(
    private readonly feed: LiveFeed,
    private readonly taskId: string,
    private readonly turn: number,
    private readonly attempt: number,
  ) {}

  say(text: string): void {
    const attempt = this.attempt + this.anew / 100;
    const words: SpokenWords = { turn: this.turn, attempt, from: this.from, text };
    this.from += text.length;
    this.feed.publish(wordsTopic(this.taskId), words);
  }

  again(): void {
    this.anew += 1;
    this.from = 0;
  }
}

/** What of a turn a listener has heard, and what it still has to be told. */
export class HeardTurn {
  private text = '';
  private attempt = 0;
  private isBroken = false;

  /** @returns what the listener is to be told now */
  hear({ attempt, from, text }: SpokenWords): { again: boolean; text: string } {
    const isNew = attempt > this.attempt;
    if (attempt < this.attempt) return { again: false, text: '' };
    const again = isNew && this.text !== '';
    if (isNew) Object.assign(this, { attempt, text: '', isBroken: false });
    // After a gap the rest comes at the end of the turn.
    if (from !== this.text.length) this.isBroken = true;
    if (this.isBroken) return { again, text: '' };
    this.text += text;
    return { again, text };
  }

  /** The turn is over, and this is what was said. */
  end(whole: string): { again: boolean; text: string } {
    const isBeginning = whole.startsWith(this.text);
    const told = isBeginning ? { again: false, text: whole.slice(this.text.length) } : { again: true, text: whole };
    this.text = whole;
    return told;
  }
}
