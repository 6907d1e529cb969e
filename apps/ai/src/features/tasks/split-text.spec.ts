import { splitText } from './split-text.js';
import { countTokens, surelyFits } from './tokens.js';

const sentence = (n: number) => `Sentence number ${n} says that the shipment of ${n} boxes arrived late.`;
const paragraphs = Array.from({ length: 40 }, (_, at) =>
  Array.from({ length: 6 }, (__, n) => sentence(at * 10 + n)).join(' '),
);

describe('splitText', () => {
  it.each<[string, string]>([
    ['paragraphs', paragraphs.join('\n\n')],
    ['one paragraph', paragraphs.join(' ')],
    ['lines', paragraphs.join('\n')],
    ['words without sentences', 'word '.repeat(3000)],
    ['one word', 'x'.repeat(9000)],
    ['another script', '東京は日本の首都です。'.repeat(300)],
    ['pairs of characters', '😀'.repeat(2000)],
    ['words of control', '<|endoftext|> '.repeat(400)],
  ])('parts %s so that nothing is lost and every piece fits', async (_, text) => {
    const pieces = await splitText(text, 300);
    expect(pieces.join('')).toBe(text);
    expect(pieces.length).toBeGreaterThan(1);
    for (const count of await countTokens(pieces)) expect(count).toBeLessThanOrEqual(310);
    // No half of a pair: these could not be sent.
    for (const piece of pieces) expect(Buffer.from(piece).toString()).toBe(piece);
  });

  it('parts between paragraphs when these are small enough', async () => {
    const pieces = await splitText(paragraphs.join('\n\n'), 300);
    for (const piece of pieces) expect(paragraphs).toContain(piece.split('\n\n').find((part) => part !== ''));
  });

  it('leaves what fits as it is, and need not count to know it', async () => {
    expect(await splitText('short', 300)).toEqual(['short']);
    expect(surelyFits('short', 300)).toBe(true);
    expect(surelyFits('語'.repeat(101), 300)).toBe(false);
  });
});
