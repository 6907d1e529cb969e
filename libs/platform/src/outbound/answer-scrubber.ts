import type { Authorization } from '../security/index.js';
import type { OutboundAnswer } from './credentialed-http.js';

/** Shorter ones would take ordinary words out of answers. */
const shortest = 6;
const instead = '***';

/** Every text in which a receiver may give back what proved who called: as it was, its parts, encoded, escaped. */
export function proofTexts({ headers = {}, query = {} }: Authorization): string[] {
  const whole = [...Object.values(headers), ...Object.values(query)];
  const parts = whole.flatMap((value) => {
    const [scheme, ...rest] = value.split(' ');
    if (rest.length === 0) return [];
    const token = rest.join(' ');
    return scheme?.toLowerCase() === 'basic' ? [token, ...decoded(token)] : [token];
  });
  const plain = [...whole, ...parts];
  const texts = plain.flatMap((text) => [
    text,
    encodeURIComponent(text),
    JSON.stringify(text).slice(1, -1),
    Buffer.from(text).toString('base64').replace(/=+$/, ''),
  ]);
  // The longest first, so that no part of a longer one stays behind.
  return [...new Set(texts)].filter((text) => text.length >= shortest).sort((a, b) => b.length - a.length);
}

function decoded(token: string): string[] {
  const pair = Buffer.from(token, 'base64').toString('utf8');
  return [pair, pair.slice(pair.indexOf(':') + 1)];
}

/** The answer without the secrets that were sent: some receivers echo what they get, and answers are kept. */
export function scrubbed(answer: OutboundAnswer, texts: readonly string[]): OutboundAnswer {
  if (texts.length === 0) return answer;
  const clean = (text: string): string => texts.reduce((left, secret) => left.replaceAll(secret, instead), text);
  const headers = Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, clean(value)]));
  const body = Buffer.from(answer.body.buffer, answer.body.byteOffset, answer.body.byteLength);
  if (!texts.some((text) => body.includes(text))) return { ...answer, headers };
  // One character a byte: what is not text survives.
  const bytes = texts.reduce(
    (left, secret) => left.replaceAll(Buffer.from(secret).toString('latin1'), instead),
    body.toString('latin1'),
  );
  return { ...answer, headers, body: Buffer.from(bytes, 'latin1') };
}
