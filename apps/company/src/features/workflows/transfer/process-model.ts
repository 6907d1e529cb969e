import { modelEndpoint, type agentWish } from '#libs/contracts';
import type { ProcessAgent } from '#libs/workflow';
import type { z } from 'zod';
import { invalid, type ImportNote } from './document.js';

type Wish = z.output<typeof agentWish>;
type Model = NonNullable<ProcessAgent['model']>;

/** Names under which documents give what an agent knows. */
const parameterNames: Record<string, keyof NonNullable<Wish['parameters']> | undefined> = {
  temperature: 'temperature',
  max_tokens: 'maxTokens',
  maxtokens: 'maxTokens',
  max_new_tokens: 'maxTokens',
  max_completion_tokens: 'maxTokens',
};
const ranges = { temperature: [0, 2], maxTokens: [1, 200_000] } as const;

/** The model of a task's agent. What it says and an agent does not know is noted. @throws DOCUMENT_INVALID for an address that is none */
export function modelWishOf(
  { id, inference_url: url, parameters }: Model,
  path: string,
  notes: ImportNote[],
): Pick<Wish, 'model' | 'endpoint' | 'parameters'> {
  const taken: NonNullable<Wish['parameters']> = {};
  for (const [name, value, at] of entriesOf(parameters)) {
    const known = parameterNames[name.toLowerCase()];
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (known && typeof number === 'number' && isWithin(number, known)) taken[known] = number;
    else
      notes.push({
        path: `${path}.parameters${at}`,
        code: 'PARAMETER_IGNORED',
        message: known ? `${name} does not take ${JSON.stringify(value)}` : `Agents have no parameter ${name}`,
      });
  }
  return {
    model: id,
    ...(url ? { endpoint: endpointOf(url, path) } : {}),
    ...(Object.keys(taken).length > 0 ? { parameters: taken } : {}),
  };
}

function endpointOf(url: string, path: string): string {
  const read = modelEndpoint.safeParse(url);
  if (read.success) return read.data;
  throw invalid([{ path: `${path}.inference_url`, message: read.error.issues[0]!.message }]);
}

const isWithin = (value: number, name: keyof typeof ranges): boolean =>
  value >= ranges[name][0] && value <= ranges[name][1] && (name === 'temperature' || Number.isInteger(value));

/** `[{name, value}]`, `[{temperature: 0.2}]` and `{temperature: 0.2}` say the same. */
function entriesOf(parameters: Model['parameters']): [name: string, value: unknown, at: string][] {
  if (!parameters) return [];
  if (!Array.isArray(parameters)) return Object.entries(parameters).map(([name, value]) => [name, value, `.${name}`]);
  return parameters.flatMap((entry: unknown, index): [string, unknown, string][] => {
    if (typeof entry !== 'object' || entry === null) return [[String(entry), undefined, `[${index}]`]];
    const { name, key, value } = entry as Record<string, unknown>;
    const called = name ?? key;
    if (typeof called === 'string') return [[called, value, `[${index}]`]];
    return Object.entries(entry).map(([each, given]) => [each, given, `[${index}].${each}`]);
  });
}
