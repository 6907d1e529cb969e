import { Response } from 'undici';
import { accountFetch, type SecretSource } from './account-fetch.js';
import type { Settings } from './account-settings.js';
import { Veil } from './veil.js';

interface Seen {
  url: string;
  headers: Record<string, string>;
  body?: unknown;
  redirect?: string;
}

/** An account whose peer answers as the test says. */
function account(answer: (seen: Seen) => Response, more: Partial<SecretSource> = {}) {
  const secrets: Settings = { apiKey: 'new "key"', extra: { token: 'token-2' } };
  const veil = new Veil(secrets);
  const seen: Seen[] = [];
  const accepted = jest.fn();
  const http = {
    light: async (url: string | URL, init: object = {}) => {
      seen.push({ ...init, url: String(url) } as Seen);
      return answer(seen.at(-1)!);
    },
  };
  const source: SecretSource = {
    current: () => Promise.resolve(secrets),
    previous: () => Promise.resolve(undefined),
    accepted,
    ...more,
  };
  const fetch = accountFetch(http, { veil, source, origins: ['https://api.example'] });
  const words = veil.settings as { apiKey: string; extra: { token: string } };
  return { fetch, words, seen, accepted };
}
const ok = () => new Response('{}', { status: 200 });
const refused = (text = 'no') => new Response(text, { status: 401 });

describe('the fetch of an account', () => {
  it('puts secrets in place of their words, in headers, address and body', async () => {
    const { fetch, words, seen, accepted } = account(ok);
    expect(JSON.stringify(words)).not.toContain('key"');
    const body = JSON.stringify({ key: words.apiKey, text: 'hello' });
    const headers = new Headers({ authorization: `Bearer ${words.apiKey}`, 'x-token': words.extra.token });
    await fetch(`https://api.example/v1?key=${words.apiKey}`, { method: 'POST', headers, body });
    expect(seen[0]).toMatchObject({
      url: 'https://api.example/v1?key=new%20%22key%22',
      headers: { authorization: 'Bearer new "key"', 'x-token': 'token-2' },
      redirect: 'manual',
    });
    expect(JSON.parse(seen[0]!.body as string)).toEqual({ key: 'new "key"', text: 'hello' });
    expect(accepted).toHaveBeenCalledTimes(1);
  });

  it('A8: sends nothing to another origin', async () => {
    const { fetch, seen } = account(ok);
    for (const url of ['https://api.example.evil/', 'http://api.example/', 'https://api.example:444/'])
      await expect(fetch(url)).rejects.toMatchObject({ code: 'EGRESS_REFUSED' });
    expect(seen).toEqual([]);
  });

  it('tries the key before when the new one is refused, and only then', async () => {
    const { fetch, words, seen, accepted } = account(
      ({ headers }) => (headers['authorization']?.includes('old') ? ok() : refused()),
      { previous: () => Promise.resolve({ apiKey: 'old key' }) },
    );
    const ask = () => fetch('https://api.example/', { headers: { authorization: words.apiKey } });
    expect((await ask()).status).toBe(200);
    expect(seen.map(({ headers }) => headers['authorization'])).toEqual(['new "key"', 'old key']);
    expect(accepted).not.toHaveBeenCalled();
    const over = account(() => refused());
    expect((await over.fetch('https://api.example/')).status).toBe(401);
    expect(over.seen).toHaveLength(1);
  });

  it('knows how Google refuses a key', async () => {
    const google = '{"error":{"details":[{"reason":"API_KEY_INVALID"}]}}';
    const { fetch, seen } = account(
      () => new Response(seen.length === 1 ? google : '{}', { status: seen.length === 1 ? 400 : 200 }),
      {
        previous: () => Promise.resolve({ apiKey: 'old key' }),
      },
    );
    expect((await fetch('https://api.example/')).status).toBe(200);
    const other = account(() => new Response('bad request', { status: 400 }), {
      previous: () => Promise.resolve({ apiKey: 'old key' }),
    });
    expect(await (await other.fetch('https://api.example/')).text()).toBe('bad request');
    expect(other.seen).toHaveLength(1);
  });

  it('A6: takes the secrets out of refusals', async () => {
    const { fetch } = account(() => refused('Incorrect API key provided: new "key" or token-2'));
    expect(await (await fetch('https://api.example/')).text()).toBe('Incorrect API key provided: *** or ***');
  });
});
