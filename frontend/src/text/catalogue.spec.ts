import { phrase } from './catalogue.js';
import { de } from './de.js';
import { en } from './en.js';
import type { Phrase } from './phrase.js';

const forms = (entry: Phrase): string[] => (typeof entry === 'string' ? [entry] : Object.values(entry));
const holes = (entry: Phrase): string[] =>
  [...new Set(forms(entry).flatMap((text) => text.match(/\{\w+\}/g) ?? []))].sort();
const keys = Object.keys(en) as (keyof typeof en)[];

describe('phrases', () => {
  it('fills in what is given', () => expect(phrase('due {when}', 'en', { when: 'in 2 h' })).toBe('due in 2 h'));
  it('keeps a hole that nothing fills', () => expect(phrase('due {when}', 'en', {})).toBe('due {when}'));
  it('chooses the plural form', () => {
    const items = { one: '{count} item', other: '{count} items' };
    expect(phrase(items, 'en', { count: 1 })).toBe('1 item');
    expect(phrase(items, 'en', { count: 0 })).toBe('0 items');
  });
});

describe('German', () => {
  it('says everything that English says', () => expect(Object.keys(de).sort()).toEqual([...keys].sort()));
  it.each(keys)('%s has the same holes', (key) => expect(holes(de[key])).toEqual(holes(en[key])));
  it('is a translation', () => {
    const same = keys.filter((key) => JSON.stringify(de[key]) === JSON.stringify(en[key]));
    expect(same.length / keys.length).toBeLessThan(0.12);
  });
});
