import { locate, notFound } from './locate.js';

/** What stands at each span; spans must fit the text. */
const found = (data: unknown, text: string) =>
  Object.fromEntries(
    Object.entries(locate(data, text)).map(([path, span]) => {
      if (span) expect(text.slice(span.start, span.end)).toBe(span.text);
      return [path, span?.text ?? null];
    }),
  );

describe('locate', () => {
  it('finds values as they were written', () => {
    const text = 'Order ha-1042: 1.299,90 € for 3 items on 2026-01-02';
    const data = {
      order: 'HA-1042',
      amount: 1299.9,
      list: [{ on: '2026-01-02' }],
      reworded: 'nothing like it',
      none: null,
    };
    expect(found(data, text)).toEqual({
      order: 'ha-1042',
      amount: '1.299,90',
      'list[0].on': '2026-01-02',
      reworded: null,
    });
    expect(notFound(locate(data, text))).toEqual(['reworded']);
  });

  it.each<[string, unknown, string]>([
    ['blanks and line ends', 'Marta  Novak', 'Dear Marta\n   Novak, hello'],
    ['case and accents', 'Jose Garcia', 'signed: José GARCÍA.'],
    ['kinds of quotes and dashes', `the "big" one - really`, 'It is the “big” one – really'],
    ['wide characters', 'ABC-12', 'code ＡＢＣ－１２ here'],
    ['ligatures', 'official', 'the oﬃcial one'],
    ['thousands by comma', 1299.9, 'pay 1,299.90 now'],
    ['thousands by apostrophe', 12500, "CHF 12'500"],
    ['thousands by blank', 12500.5, 'soit 12 500,5 euros'],
    ['a small number beside another one', 200, 'rooms 100 200'],
    ['negative numbers', -5, 'it was −5 degrees'],
    ['percents', 0.19, 'VAT is 19 %'],
    ['thousands in short', 12000, 'about 12k a year'],
    ['dates in words', '2026-11-04', 'on 4 November 2026'],
    ['dates with points', '2026-11-04', 'am 04.11.2026'],
    ['dates with a time', '2026-11-04T00:00:00Z', 'am 04.11.2026'],
    ['scripts without blanks', '東京', '私は東京に住んでいます'],
  ])('does not mind %s', (_, value, text) => expect(found({ value }, text)['value']).not.toBeNull());

  it.each<[string, unknown, string]>([
    ['part of a number', 5, 'order 1500'],
    ['part of a word', 'ann', 'Hannover'],
    ['part of a decimal', 299, 'EUR 1.299,90'],
    ['a boolean', true, 'this is true'],
    ['an empty text', '  ', 'a b'],
  ])('does not take %s for the value', (_, value, text) => expect(found({ value }, text)['value']).toBeNull());

  it('finds the values of a list one behind the other', () => {
    const text = '2 chairs, 2 tables, 2 lamps';
    const spans = locate(
      [
        { n: 2, what: 'chairs' },
        { n: 2, what: 'tables' },
        { n: 2, what: 'lamps' },
      ],
      text,
    );
    expect(['[0].n', '[1].n', '[2].n'].map((path) => spans[path]?.start)).toEqual([0, 10, 20]);
  });
});
