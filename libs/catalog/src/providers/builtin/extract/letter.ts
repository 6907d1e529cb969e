import { fold } from '../text/fold.js';
import { languageOf, type Language } from '../text/language.js';
import { statementsOf } from '../text/sentences.js';
import { codesIn, type Subject } from './codes.js';
import { emailsIn, phonesIn, urlsIn, writersIn } from './contacts.js';
import { datesIn } from './dates.js';
import type { Found } from './found.js';
import { moneyIn, type Money } from './money.js';
import { withoutOrders } from '../text/orders-to-assistant.js';
import type { Span } from '../../provider.js';

/** A named value, such as a field of a tool's result. */
export interface Fact {
  name: string;
  value: unknown;
}

/** A text that is being read: everything the recognisers find in it, found once and only when asked for. */
export class Letter {
  /** Paragraphs that give orders to an assistant are blanked: no value is taken from them. */
  readonly text: string;
  readonly folded: string;
  private readonly kept = new Map<string, unknown>();

  /** @param facts what is known already, besides the text */
  constructor(
    readonly original: string,
    readonly facts: readonly Fact[] = [],
  ) {
    this.text = withoutOrders(original);
    this.folded = fold(this.text);
  }

  get language(): Language {
    return this.once('language', () => languageOf(this.text));
  }
  get money(): Found<Money>[] {
    return this.once('money', () => moneyIn(this.text));
  }
  get dates(): Found<string>[] {
    return this.once('dates', () => datesIn(this.text));
  }
  get emails(): Found<string>[] {
    return this.once('emails', () => emailsIn(this.text));
  }
  get phones(): Found<string>[] {
    return this.once('phones', () => phonesIn(this.text));
  }
  get urls(): Found<string>[] {
    return this.once('urls', () => urlsIn(this.text));
  }
  get writers(): Found<string>[] {
    return this.once('writers', () => writersIn(this.text));
  }
  get statements(): Span[] {
    return this.once('statements', () => statementsOf(this.text));
  }
  codes(subject?: Subject): Found<string>[] {
    return this.once(`codes ${subject}`, () => codesIn(this.text, subject));
  }

  private once<T>(name: string, find: () => T): T {
    if (!this.kept.has(name)) this.kept.set(name, find());
    return this.kept.get(name) as T;
  }
}
