import { z } from 'zod';
import { AppError } from '#libs/contracts';
import type { Effect } from '#libs/workflow';

/** A tool's browser-safe half. From `input` come the parameters a model sees, the form that tries it, and the check before it runs. */
export interface ToolDef<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  /** What models call it: lower case, digits, underscores. Unique. */
  name: string;
  version: number;
  title: string;
  /** For models and people: what it does and when to use it. */
  description: string;
  /** lucide icon name. */
  icon: string;
  effect: Effect;
  /** high: reaches the outside or costs money, so that a policy should look at it. */
  risk: 'low' | 'medium' | 'high';
  /** Milliseconds after which a call is given up. */
  timeoutMs: number;
  input: I;
  output: O;
}

export const defineTool = <I extends z.ZodType, O extends z.ZodType>(def: ToolDef<I, O>): ToolDef<I, O> => def;

/** What one call may know. */
export interface ToolCallContext {
  companyId: string;
  /** Idempotency key of the call. */
  key: string;
  /** Epoch milliseconds: the tool's only clock. */
  at: number;
  signal: AbortSignal;
}

export type ToolRun<D extends ToolDef> =
  D extends ToolDef<infer I, infer O>
    ? (input: z.output<I>, context: ToolCallContext) => Promise<z.input<O>> | z.input<O>
    : never;

/** Ties a run to its definition. */
export const implementTool = <D extends ToolDef>(_def: D, run: ToolRun<D>): ToolRun<D> => run;

export type ToolRunsOf<Defs extends Record<string, ToolDef>> = { [K in keyof Defs]: ToolRun<Defs[K]> };

/** JSON Schemas of input and output, as models and the API see them. */
export function toolSchemas(def: ToolDef): { input: Record<string, unknown>; output: Record<string, unknown> } {
  const { $schema: _in, ...input } = z.toJSONSchema(def.input, { io: 'input' });
  const { $schema: _out, ...output } = z.toJSONSchema(def.output, { io: 'output' });
  return { input, output };
}

/**
 * Runs a tool once: checks the input, keeps the time limit, checks the output.
 * @throws TOOL_INPUT_INVALID naming each field, TOOL_FAILED when it throws, answers nonsense or takes too long; an AppError passes through.
 *   `unknown` marks an effectful call that may have taken effect all the same
 */
export async function callTool<D extends ToolDef>(
  def: D,
  run: ToolRun<D>,
  input: unknown,
  context: ToolCallContext,
): Promise<z.output<D['output']>> {
  const parsed = def.input.safeParse(input);
  if (!parsed.success) throw invalidInput(def, parsed.error);
  const output = await withinTime(def, context, (signal) => run(parsed.data, { ...context, signal }));
  const checked = def.output.safeParse(output);
  if (!checked.success) {
    throw new AppError(
      'TOOL_FAILED',
      { detail: `${def.name} answered what its schema does not allow`, ...doubtOf(def) },
      { cause: checked.error },
    );
  }
  return checked.data as z.output<D['output']>;
}

function invalidInput(def: ToolDef, error: z.ZodError): AppError {
  const issues = error.issues.map(({ path, message }) => ({ path: path.join('.') || 'input', message }));
  const detail = issues.map(({ path, message }) => `${path}: ${message}`).join('; ');
  return new AppError('TOOL_INPUT_INVALID', { detail: `${def.name}: ${detail}`, issues });
}

const doubtOf = ({ effect }: ToolDef) => (effect === 'effectful' ? { unknown: true } : {});

async function withinTime(
  def: ToolDef,
  { signal }: ToolCallContext,
  run: (signal: AbortSignal) => unknown,
): Promise<unknown> {
  const timeout = AbortSignal.timeout(def.timeoutMs);
  const both = AbortSignal.any([signal, timeout]);
  const given = new Promise<never>((_, reject) => {
    const giveUp = () =>
      reject(
        new AppError('TOOL_FAILED', {
          detail: `${def.name} ${timeout.aborted ? `took longer than ${def.timeoutMs} ms` : 'was cancelled'}`,
          ...doubtOf(def),
        }),
      );
    if (both.aborted) giveUp();
    else both.addEventListener('abort', giveUp, { once: true });
  });
  try {
    return await Promise.race([Promise.resolve().then(() => run(both)), given]);
  } catch (error) {
    if (AppError.is(error)) throw error;
    throw new AppError('TOOL_FAILED', { detail: `${def.name} failed`, ...doubtOf(def) }, { cause: error });
  }
}
