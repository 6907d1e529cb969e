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

/** A client that is loaded at the first call: the SDK takes time and memory that nobody pays who has another provider. */
export function lazyClient(endpoint: Endpoint): () => Promise<OpenAI> {
  let loading: Promise<OpenAI> | undefined;
  return () => (loading ??= load(endpoint));
}

async function load({ apiKey, baseUrl, fetch, headers }: Endpoint): Promise<OpenAI> {
  const { OpenAI: Client } = await import('openai');
  return new Client({
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

/** Reads the SDK's errors, loaded when there is one. */
export const failuresOf =
  (model: string): ToAppError =>
  async (error) =>
    (await import('./failures.js')).toAppError(error, model);
