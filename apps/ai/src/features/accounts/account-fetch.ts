import { AppError } from '#libs/contracts';
import type { SafeHttp } from '#libs/platform/security';
import type { Settings } from './account-settings.js';
import { withoutSecrets, type Answer } from './refusals.js';
import type { Outgoing, Veil } from './veil.js';

/** Where the secrets of one account come from, at each request. */
export interface SecretSource {
  current(): Promise<Settings>;
  /** Those before, during a rotation; undefined when there are none or their time is over. */
  previous(): Promise<Settings | undefined>;
  /** The current ones were accepted. */
  accepted(): void;
}

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
    return withoutSecrets(response, secrets);
  };
  const fetch = async (input: string | URL | Request, init: RequestInit = {}): Promise<Answer> => {
    const request = outgoing(input, init);
    const { origin } = new URL(request.url);
    if (origins.length > 0 && !origins.includes(origin))
      throw new AppError('EGRESS_REFUSED', { detail: `This key is for ${origins.join(', ')}, not for ${origin}` });
    const response = await send(request, init, await source.current());
    if (!(await refusesKey(response))) {
      if (response.ok) source.accepted();
      return response;
    }
    const before = await source.previous();
    return before === undefined ? response : send(request, init, before);
  };
  return fetch as unknown as typeof globalThis.fetch;
}

function outgoing(input: string | URL | Request, init: RequestInit): Outgoing {
  const isRequest = typeof input === 'object' && 'url' in input;
  const headers = new Headers(init.headers ?? (isRequest ? input.headers : undefined));
  return { url: isRequest ? input.url : String(input), headers: Object.fromEntries(headers), body: init.body };
}

/** 401 nearly everywhere; Google says 400 with a reason. */
async function refusesKey(response: Answer): Promise<boolean> {
  if (response.status === 401) return true;
  return response.status === 400 && (await response.clone().text()).includes('API_KEY_INVALID');
}
