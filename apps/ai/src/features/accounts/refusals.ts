/** Refusals are short, and some repeat the key that they refuse: errors are shown to people, and are logged. */
import type { SafeHttp } from '#libs/platform/security';

export type Answer = Awaited<ReturnType<SafeHttp['fetch']>>;

/** Largest body of a refusal that is read, bytes. */
const readOfRefusals = 64 * 1024;

/** The answer itself when it is a good one; else a refusal without the secrets that it may repeat. */
export const withoutSecrets = (response: Answer, secrets: unknown): Answer | Promise<Answer> =>
  response.ok ? response : withoutEchoes(response, secrets);

async function withoutEchoes(response: Answer, secrets: unknown): Promise<Answer> {
  const bytes: Uint8Array[] = [];
  let read = 0;
  for await (const chunk of response.body ?? []) {
    bytes.push(chunk as Uint8Array);
    read += (chunk as Uint8Array).byteLength;
    if (read >= readOfRefusals) break;
  }
  const text = echoesOf(secrets).reduce(
    (left, echo) => left.replaceAll(echo, '***'),
    Buffer.concat(bytes).toString('utf8'),
  );
  const headers = Object.fromEntries(
    [...response.headers].filter(
      ([name]) => !['content-length', 'content-encoding', 'transfer-encoding'].includes(name),
    ),
  );
  const { status, statusText } = response;
  // An answer that has no body by its status would refuse one.
  const body = [101, 204, 205, 304].includes(status) ? null : text;
  return new (response.constructor as new (body: string | null, init: object) => Answer)(body, {
    status,
    statusText,
    headers,
  });
}

/** Texts that are long enough to be told from ordinary words, as they are and as a provider may write them down again; the longest first. */
function echoesOf(secrets: unknown): string[] {
  const echoes = new Set(textsOf(secrets).flatMap(formsOf));
  return [...echoes].sort((a, b) => b.length - a.length);
}

function textsOf(secrets: unknown): string[] {
  if (typeof secrets === 'string') return secrets.length >= 6 ? [secrets] : [];
  return typeof secrets === 'object' && secrets !== null ? Object.values(secrets).flatMap(textsOf) : [];
}

/** In base64 what a secret begins with may depend on what stands before it: `:key` and `user:key` are how it is usually sent. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString('hex');
  const base64 = [0, 1, 2].flatMap((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const whole = text.slice(Math.ceil((shift * 4) / 3), Math.floor(((shift + bytes.length) * 8) / 6));
    return [whole, whole.replaceAll('+', '-').replaceAll('/', '_')];
  });
  const encoded = encodeURIComponent(secret);
  const inJson = JSON.stringify(secret).slice(1, -1);
  return [secret, inJson, encoded, hex, hex.toUpperCase(), ...base64];
}
