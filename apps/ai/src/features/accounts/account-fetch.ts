import { AppError } from '#libs/contracts';
import type { SafeHttp } from '#libs/platform/security';
import type { Settings } from './account-settings.js';
import { textsOf, type Outgoing, type Veil } from './veil.js';

type Answer = Awaited<ReturnType<SafeHttp['fetch']>>;

/** Where the secrets of one account come from, at each request. */
export interface SecretSource {
  current(): Settings;
  /** Those before, during a rotation; undefined when there are none or their time is over. */
  previous(): Settings | undefined;
  /** The current ones were accepted. */
  accepted(): void;
}

/** Largest body of a refusal that is read, bytes. */
const readOfRefusals = 64 * 1024;

/**
 * The `fetch` of a company's account. Secrets are put in here, right before the request leaves, and only towards the origins they are for;
 * redirects are not followed. A key that is refused during a rotation is followed by the one before. Deadlines are the caller's.
 */
export function accountFetch(
  http: Pick<SafeHttp, 'light'>,
  { veil, source, origins }: { veil: Veil; source: SecretSource; origins: readonly string[] },
): typeof globalThis.fetch {
  const send = async (request: Outgoing, init: RequestInit, secrets: Settings): Promise<Answer> => {
    const { url, ...lifted } = veil.lifted(request, secrets);
    const response = await http.light(url, {
      ...(init as object),
      ...(lifted as object),
      redirect: 'manual',
    });
    return response.ok ? response : readRefusal(response, secrets);
  };
  const fetch = async (input: string | URL | Request, init: RequestInit = {}): Promise<Answer> => {
    const request = outgoing(input, init);
    const { origin } = new URL(request.url);
    if (origins.length > 0 && !origins.includes(origin))
      throw new AppError('EGRESS_REFUSED', { detail: `This key is for ${origins.join(', ')}, not for ${origin}` });
    const response = await send(request, init, source.current());
    if (!(await refusesKey(response))) {
      if (response.ok) source.accepted();
      return response;
    }
    const before = source.previous();
    return before === undefined ? response : send(request, init, before);
  };
  return fetch as unknown as typeof globalThis.fetch;
}

function outgoing(input: string | URL | Request, init: RequestInit): Outgoing {
  const isRequest = typeof input === 'object' && 'url' in input;
  const headers = new Headers(init.headers ?? (isRequest ? input.headers : undefined));
  return { url: isRequest ? input.url : String(input), headers: Object.fromEntries(headers), body: init.body };
}

/** Refusals are short, and some repeat the key that they refuse: errors are shown to people. */
async function readRefusal(response: Answer, secrets: Settings): Promise<Answer> {
  const bytes: Uint8Array[] = [];
  let read = 0;
  for await (const chunk of response.body ?? []) {
    bytes.push(chunk as Uint8Array);
    read += (chunk as Uint8Array).byteLength;
    if (read >= readOfRefusals) break;
  }
  const text = textsOf(secrets).reduce(
    (left, secret) => left.replaceAll(secret, '***'),
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

/** 401 nearly everywhere; Google says 400 with a reason. */
async function refusesKey(response: Answer): Promise<boolean> {
  if (response.status === 401) return true;
  return response.status === 400 && (await response.clone().text()).includes('API_KEY_INVALID');
}
