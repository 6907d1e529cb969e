import type { StepContext } from '#libs/durable';
import { stepView, type Flow, type RunState } from '#libs/engine';
import type { RunInput } from './run.entity.js';

/** What is read of a run: durable's context of a step, and its reading of a whole run, both fit. */
export type Values = Pick<StepContext<RunState>, 'output' | 'meta' | 'state' | 'input'>;

export interface MetaValue {
  ms: number;
  attempts: number;
  usage: { tokens: number; inputTokens: number; outputTokens: number; costMicros: number };
}

/** Output of a step as the next ones see it: null while there is none. A wait that was ended by a signal gives its payload. */
export function outputOf(flow: Flow, values: Values, path: string): unknown {
  const output = values.output(path);
  if (output !== undefined) return output;
  // A trigger does nothing by itself: what it brought is the run's input.
  if (flow.byId.get(path)?.role === 'trigger') return (values.input as RunInput | undefined)?.input ?? null;
  const view = stepView(flow, values.state as RunState, path);
  if (view?.signalId !== undefined) return values.output(`message:${view.signalId}`) ?? null;
  if (view?.kind === 'human.approval' && view.port === 'expired') return { decision: 'expired', by: [], comment: null };
  return null;
}

/** `steps.<id>.meta` of expressions; zeros for a step that did not run. */
export function metaOf(values: Values, path: string): MetaValue {
  const meta = values.meta(path);
  const { inputTokens = 0, outputTokens = 0, costMicros = 0 } = meta?.usage ?? {};
  return {
    ms: meta?.ms ?? 0,
    attempts: meta?.attempts ?? 0,
    usage: { tokens: meta?.usage?.tokens ?? inputTokens + outputTokens, inputTokens, outputTokens, costMicros },
  };
}
