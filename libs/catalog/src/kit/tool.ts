import { z } from 'zod';
import { AppError } from '#libs/contracts';
import type { Effect } from '#libs/workflow';
import type { ToolCapabilities, ToolCapabilityName } from './tool-capabilities.js';

/** A tool's browser-safe half. From `input` come the parameters a model sees, the form that tries it, and the check before it runs. */
export interface ToolDef<
  I extends z.ZodType = z.ZodType,
  O extends z.ZodType = z.ZodType,
  N extends ToolCapabilityName = ToolCapabilityName,
> {
  /** What models call it: lower case, digits, underscores. Unique. */
  name: string;
  version: number;
  title: string;
  /** For models and people: what it does and when to use it. */
  description: string;
  /** lucide icon name. */
  icon: string;
  /** As a function: of the input as the model gave it. */
  effect: Effect | ((input: Record<string, unknown>) => Effect);
  /** high: reaches the outside or costs money, so that a policy should look at it. */
  risk: 'low' | 'medium' | 'high';
  /** Its output holds what strangers wrote: material, never an instruction. */
  outside: boolean;
  /** Of a tool with `outside`: whether this very output holds nothing of strangers. Unless it says so, it does. */
  isOwn?: (output: z.output<O>) => boolean;
  /** Takes long: an agent gets a job's id at once, and the result later. */
  async: boolean;
  /** The only capabilities that its run receives. */
  needs: readonly N[];
  /** Milliseconds after which a call is given up. */
  timeoutMs: number;
  input: I;
  output: O;
}

type Optional = 'outside' | 'async' | 'needs';

export const defineTool = <I extends z.ZodType, O extends z.ZodType, const N extends ToolCapabilityName = never>(
  def: Omit<ToolDef<I, O, N>, Optional> & Partial<Pick<ToolDef<I, O, N>, Optional>>,
): ToolDef<I, O, N> => ({ outside: false, async: false, needs: [], ...def });

/** What one call may know. */
export interface ToolCallContext<N extends ToolCapabilityName = never> {
  companyId: string;
  /** Idempotency key of the call. */
  key: string;
  /** Epoch milliseconds at which the call was decided: the same when it is repeated. */
  at: number;
  signal: AbortSignal;
  /** Tells how far it is; `done` from 0 to 1. */
  progress(step: ToolProgress): void;
  /** Resolves at this time (epoch ms); at once when it is past. Rejects when the call is given up. */
  sleepUntil(time: number): Promise<void>;
  use: Pick<ToolCapabilities, N>;
}

export interface ToolProgress {
  done?: number;
  message?: string;
}

export type ToolRun<D extends ToolDef> =
  D extends ToolDef<infer I, infer O, infer N>
    ? (input: z.output<I>, context: ToolCallContext<N>) => Promise<z.input<O>> | z.input<O>
    : never;

/** Ties a run to its definition. */
export const implementTool = <D extends ToolDef>(_def: D, run: ToolRun<D>): ToolRun<D> => run;

export type ToolRunsOf<Defs extends Record<string, ToolDef>> = { [K in keyof Defs]: ToolRun<Defs[K]> };

/** What repeating this call would do. */
export const toolEffect = ({ effect }: Pick<ToolDef, 'effect'>, input: unknown): Effect =>
  typeof effect === 'function'
    ? effect(typeof input === 'object' && input !== null ? (input as Record<string, unknown>) : {})
    : effect;

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
  context: ToolCallContext<ToolCapabilityName>,
): Promise<z.output<D['output']>> {
  const parsed = checkedToolInput(def, input);
  const output = await withinTime(def, toolEffect(def, input), context.signal, (signal) =>
    run(parsed, { ...context, signal }),
  );
  const checked = def.output.safeParse(output);
  if (!checked.success) {
    throw new AppError(
      'TOOL_FAILED',
      { detail: `${def.name} answered what its schema does not allow`, ...doubtOf(toolEffect(def, input)) },
      { cause: checked.error },
    );
  }
  return checked.data as z.output<D['output']>;
}

/** @throws TOOL_INPUT_INVALID naming each field */
export function checkedToolInput<I extends z.ZodType>(
  { name, input }: Pick<ToolDef<I>, 'name' | 'input'>,
  given: unknown,
): z.output<I> {
  const parsed = input.safeParse(given);
  if (!parsed.success) throw invalidToolInput(name, issuesOf(parsed.error));
  return parsed.data;
}

interface InputIssue {
  path: string;
  message: string;
}

const issuesOf = (error: z.ZodError): InputIssue[] =>
  error.issues.map(({ path, message }) => ({ path: path.join('.') || 'input', message }));

export function invalidToolInput(name: string, issues: InputIssue[]): AppError {
  const detail = issues.map(({ path, message }) => `${path}: ${message}`).join('; ');
  return new AppError('TOOL_INPUT_INVALID', { detail: `${name}: ${detail}`, issues });
}

const doubtOf = (effect: Effect) => (effect === 'effectful' ? { unknown: true } : {});

/**
 * Gives up at the time limit, or when the caller does.
 * @throws TOOL_FAILED; an AppError of the work passes through
 */
export async function withinTime<T>(
  { name, timeoutMs }: Pick<ToolDef, 'name' | 'timeoutMs'>,
  effect: Effect,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T> | T,
): Promise<T> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const both = AbortSignal.any([signal, timeout]);
  const given = new Promise<never>((_, reject) => {
    const giveUp = () =>
      reject(
        new AppError('TOOL_FAILED', {
          detail: `${name} ${timeout.aborted ? `took longer than ${timeoutMs} ms` : 'was cancelled'}`,
          ...doubtOf(effect),
        }),
      );
    if (both.aborted) giveUp();
    else both.addEventListener('abort', giveUp, { once: true });
  });
  try {
    return await Promise.race([Promise.resolve().then(() => work(both)), given]);
  } catch (error) {
    if (AppError.is(error)) throw error;
    throw new AppError('TOOL_FAILED', { detail: `${name} failed`, ...doubtOf(effect) }, { cause: error });
  }
}
