import { countTokens } from './count-tokens.js';
import { guessTokens, guessUse } from './guess-tokens.js';

const letters = [
  'Dear support team, on 12 March I was charged twice for order A-10032 (1.299,90 EUR). Please refund one of them.',
  'Sehr geehrte Damen und Herren, am 12. März wurde mir die Bestellung zweimal berechnet. Bitte erstatten Sie mir einen Betrag.',
  'お世話になっております。注文番号A-10032が二重に請求されました。返金をお願いいたします。',
  JSON.stringify({ order: 'A-10032', lines: [{ sku: 'X-1', quantity: 3, price: 12.5 }] }),
];

describe('a guess at tokens', () => {
  it.each(letters)('is within two thirds and twice of what is counted: %.20s', async (letter) => {
    const counted = await countTokens(letter);
    expect(guessTokens(letter)).toBeGreaterThanOrEqual(counted * 0.66);
    expect(guessTokens(letter)).toBeLessThanOrEqual(counted * 2);
  });

  it('takes far less than a fifth of a millisecond for a usual prompt', () => {
    const messages = [{ role: 'user' as const, content: letters.join('\n').repeat(20) }];
    guessUse({ messages });
    const started = performance.now();
    for (let at = 0; at < 100; at += 1) guessUse({ messages });
    expect((performance.now() - started) / 100).toBeLessThan(0.2);
  });

  it('counts tools, schema and images, and what may be answered', () => {
    const messages = [{ role: 'user' as const, content: 'hi' }];
    const bare = guessUse({ messages }).inputTokens;
    expect(guessUse({ messages, schema: { type: 'object' } }).inputTokens).toBeGreaterThan(bare);
    expect(
      guessUse({ messages, tools: [{ name: 'a', description: 'b', inputSchema: {} }] }).inputTokens,
    ).toBeGreaterThan(bare);
    expect(guessUse({ messages, maxTokens: 7 }).outputTokens).toBe(7);
  });
});
