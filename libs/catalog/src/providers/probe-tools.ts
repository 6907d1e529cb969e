import { AppError, type ToolSpec } from '#libs/contracts';
import { collect } from './collect.js';
import type { Provider, ProviderCall } from './provider.js';

const sample: ToolSpec = {
  name: 'lookup_order',
  description: 'Looks up an order of the shop by its number.',
  inputSchema: {
    type: 'object',
    properties: { orderNumber: { type: 'string', description: 'Number of the order, such as A-1042' } },
    required: ['orderNumber'],
    additionalProperties: false,
  },
};
/** Enough for a model that thinks before it calls. */
const enough = 2_048;

/**
 * Whether a model can call tools, found out by a sample call that costs some hundred tokens: true when it called the tool with
 * arguments that are JSON. False when it answered otherwise, or its provider refused tools.
 * @throws what the provider throws when it could not be asked: unreachable, busy, no such model, a wrong key
 */
export async function probeTools(
  provider: Pick<Provider, 'stream'>,
  model: string,
  call: ProviderCall,
): Promise<boolean> {
  try {
    const { toolCalls } = await collect(
      provider.stream(
        {
          model,
          messages: [{ role: 'user', content: 'Look up order A-1042 with the tool.' }],
          tools: [sample],
          maxTokens: enough,
        },
        call,
      ),
    );
    return toolCalls.some(({ name, arguments: input }) => name === sample.name && isObject(input));
  } catch (error) {
    if (AppError.is(error, 'MODEL_NO_TOOLS') || refusesTools(error)) return false;
    throw error;
  }
}

/** Servers answer 400 to tools that a model does not know, and say so; a wrong key is another refusal. */
const refusesTools = (error: unknown): boolean =>
  AppError.is(error, 'MODEL_REFUSED') && /tool|function/i.test(error.message);

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
