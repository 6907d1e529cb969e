import { topicsOf } from '../classify/classify.js';
import type { Fact, Letter } from '../extract/letter.js';
import { phrases } from './phrases.js';

/**
 * A reply to a letter from templates, in its language: whom it is to, what it is about, and the facts that are known.
 * @param signature who signs
 */
export function composeReply(letter: Letter, signature?: string): string {
  const say = phrases[letter.language];
  const topic = topicsOf(letter.text).find(({ id }) => id in say.about)?.id ?? 'other';
  const order = letter.codes('order')[0]?.value;
  const facts = factLine(letter.facts.filter(({ value }) => value !== order));
  const looked = saysNotFound(letter.facts) ? say.notFound : facts && say.found(facts);
  const middle = [say.thanks(order), say.about[topic], looked].filter(Boolean).join(' ');
  return [say.hello(letter.writers[0]?.value), '', middle, '', say.closing, ...(signature ? [signature] : [])].join(
    '\n',
  );
}

const saysNotFound = (facts: readonly Fact[]): boolean =>
  facts.some(({ name, value }) => name === 'found' && value === false);

/** `status shipped, carrier DHL`: at most eight plain values as they come. */
export function factLine(facts: readonly Fact[]): string {
  return facts
    .filter(
      ({ value }) => (typeof value === 'string' && value !== '' && value.length <= 200) || typeof value === 'number',
    )
    .slice(0, 8)
    .map(({ name, value }) => `${spaced(name)} ${String(value)}`)
    .join(', ');
}

const spaced = (name: string): string =>
  name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .toLowerCase();
