import { topicsOf } from '../classify/classify.js';
import type { Fact, Letter } from '../extract/letter.js';
import { phrases } from './phrases.js';

/** A reply to a letter from templates, in its language: whom it is to, what it is about, and the facts that are known. */
export function composeReply(letter: Letter): string {
  const say = phrases[letter.language];
  const topic = topicsOf(letter.text).find(({ id }) => id in say.about)?.id ?? 'other';
  const order = letter.codes('order')[0]?.value;
  const facts = factLine(letter.facts);
  const middle = [say.thanks(order), say.about[topic], facts && say.found(facts)].filter(Boolean).join(' ');
  return `${say.hello(letter.writers[0]?.value)}\n\n${middle}\n\n${say.closing}`;
}

/** `status shipped, carrier DHL`: at most eight plain values, shortest names first as they come. */
export function factLine(facts: readonly Fact[]): string {
  return facts
    .filter(
      ({ value }) =>
        ['string', 'number', 'boolean'].includes(typeof value) && String(value).length <= 200 && value !== '',
    )
    .slice(0, 8)
    .map(
      ({ name, value }) =>
        `${name
          .replace(/([a-z\d])([A-Z])/g, '$1 $2')
          .replace(/[_-]+/g, ' ')
          .toLowerCase()} ${String(value)}`,
    )
    .join(', ');
}
