import type OpenAI from 'openai';
import type { Provider } from '../provider.js';
import { readAnswer } from './answer.js';
import { chatBody, type TokenLimitField } from './request.js';

export interface ChatEndpoint {
  apiKey: string;
  /** Ends before `/chat/completions`. */
  baseUrl: string;
  fetch: typeof globalThis.fetch;
  /** OpenAI's newer name, which its reasoning models insist on, or the older one, which everybody else knows. */
  tokenLimitField: TokenLimitField;
}

/** The SDK's own time-out would race the caller's deadlines, which end every call by its signal. */
const noTimeOutOfItsOwn = 2_147_483_647;

/** Loaded at the first call: the SDK takes time and memory that nobody pays who has another provider. */
const sdk = () => Promise.all([import('openai'), import('./failures.js')]);

async function clientOf({ apiKey, baseUrl, fetch }: ChatEndpoint): Promise<OpenAI> {
  const [{ OpenAI: Client }] = await sdk();
  return new Client({
    apiKey,
    baseURL: baseUrl,
    fetch,
    maxRetries: 0,
    timeout: noTimeOutOfItsOwn,
    // Anything but the arguments above would come from this process's environment.
    organization: null,
    project: null,
    // It would print what a model wrote to the console when a line of it is broken.
    logLevel: 'off',
  });
}

/**
 * A provider that speaks OpenAI's chat completions. Answers are streamed even when the whole is wanted, so that a provider
 * which stalls is told from one that writes.
 */
export function connectChat(endpoint: ChatEndpoint): Provider<never> {
  let client: Promise<OpenAI> | undefined;
  return {
    tasks: {},
    async complete(request, call) {
      call.signal.throwIfAborted();
      const { chat } = await (client ??= clientOf(endpoint));
      try {
        const body = chatBody(request, endpoint.tokenLimitField);
        const answer = await readAnswer(await chat.completions.create(body, { signal: call.signal }), call.progress);
        // The SDK ends an aborted stream as if it were complete.
        call.signal.throwIfAborted();
        return answer.completed();
      } catch (error) {
        call.signal.throwIfAborted();
        const [, { toAppError }] = await sdk();
        throw toAppError(error, request.model);
      }
    },
  };
}
