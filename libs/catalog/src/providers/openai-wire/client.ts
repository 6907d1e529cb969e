import type OpenAI from 'openai';
import type { ToAppError } from '../cancelling.js';

export interface Endpoint {
  apiKey: string;
  /** Ends before `/chat/completions`. */
  baseUrl: string;
  fetch: typeof globalThis.fetch;
  /** Sent with each request. */
  headers?: Record<string, string>;
}

/** The SDK's own time-out would race the caller's deadlines, which end every call by its signal. */
const noTimeOutOfItsOwn = 2_147_483_647;

/** The SDK, and a way past most of it. */
export interface Client extends OpenAI {
  /**
   * Sends a body to a path as the SDK would, without its retries, logs, time-outs and promises, which cost as much as the rest of a call.
   * @throws what the SDK throws: APIError for a refusal, APIConnectionError when there is no answer; the reason of `signal`
   */
  send(path: string, body: object, signal: AbortSignal): Promise<Response>;
}

/** A client that is loaded at the first call: the SDK takes time and memory that nobody pays who has another provider. */
export function lazyClient(endpoint: Endpoint): () => Client | Promise<Client> {
  let client: Client | undefined;
  let loading: Promise<Client> | undefined;
  return () => client ?? (loading ??= load(endpoint).then((loaded) => (client = loaded)));
}

async function load({ apiKey, baseUrl, fetch, headers }: Endpoint): Promise<Client> {
  const Sdk = steadyClient(await import('openai'), fetch);
  return new Sdk({
    apiKey,
    baseURL: baseUrl,
    fetch,
    maxRetries: 0,
    timeout: noTimeOutOfItsOwn,
    // Anything but the arguments here would come from this process's environment.
    organization: null,
    project: null,
    ...(headers ? { defaultHeaders: headers } : {}),
    // It would print what a model wrote to the console when a line of it is broken.
    logLevel: 'off',
  });
}

type Options = Parameters<OpenAI['buildRequest']>[0];
type Built = Awaited<ReturnType<OpenAI['buildRequest']>>;

/** What options of a request may say without a word in its headers, its address or its time-out. */
const plainOptions = new Set(['method', 'path', 'body', 'signal', 'stream', '__security', '__binaryResponse']);
const isPlain = (options: Options): boolean =>
  options.method === 'post' &&
  Object.entries(options).every(([name, value]) => value === undefined || plainOptions.has(name)) &&
  typeof options.body === 'object' &&
  options.body !== null &&
  Object.getPrototypeOf(options.body) === Object.prototype;

/**
 * The SDK, which builds a request to each address once and keeps all of it but the body: key and headers of a client stay the same, and
 * putting them together took longer than asking.
 */
function steadyClient(
  { OpenAI: Sdk, APIConnectionError, APIError }: typeof import('openai'),
  fetch: Endpoint['fetch'],
): new (options: ConstructorParameters<typeof OpenAI>[0]) => Client {
  // Under its own name, which the SDK tells servers.
  return class OpenAI extends Sdk implements Client {
    private readonly built = new Map<string, Built>();

    async send(path: string, body: object, signal: AbortSignal): Promise<Response> {
      const { url, req } = this.built.get(path) ?? (await this.buildFor({ method: 'post', path, body, stream: true }));
      let response: Response;
      try {
        response = await fetch(url, { ...req, method: 'POST', signal, body: JSON.stringify(body) });
      } catch (cause) {
        if (signal.aborted) throw signal.reason;
        throw new APIConnectionError({ cause: cause as Error });
      }
      if (response.ok) return response;
      const text = await response.text();
      const told = jsonOf(text);
      throw APIError.generate(response.status, told, told ? undefined : text, response.headers);
    }

    override async buildRequest(options: Options, { retryCount = 0 } = {}): Promise<Built> {
      if (retryCount > 0 || !isPlain(options)) return super.buildRequest(options, { retryCount });
      const built = this.built.get(options.path) ?? (await this.buildFor(options));
      const { body, signal } = options;
      return { ...built, req: { ...built.req, ...(signal ? { signal } : {}), body: JSON.stringify(body) } };
    }

    private async buildFor(options: Options): Promise<Built> {
      const built = await super.buildRequest(options);
      const { signal: _signal, body: _body, headers, ...req } = built.req;
      // A plain object: what reads headers of a request reads both, and reads this faster.
      const kept = { ...built, req: { ...req, headers: Object.fromEntries(headers) as unknown as Headers } };
      this.built.set(options.path, kept);
      return kept;
    }
  };
}

function jsonOf(text: string): object | undefined {
  try {
    return JSON.parse(text) as object;
  } catch {
    return undefined;
  }
}

/** Reads the SDK's errors, loaded when there is one. */
export const failuresOf =
  (model: string): ToAppError =>
  async (error) =>
    (await import('./failures.js')).toAppError(error, model);
