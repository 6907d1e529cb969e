import type { z } from 'zod';
import type { KindSpec } from '#libs/workflow';
import type { Capabilities, CapabilityName } from './capabilities.js';

/** A node kind's browser-safe half. `needs` names the only capabilities its run receives. */
export interface KindDef<
  C extends z.ZodType = z.ZodType,
  O extends z.ZodType = z.ZodType,
  N extends CapabilityName = CapabilityName,
> extends KindSpec {
  config: C;
  output: O;
  needs: readonly N[];
}

export const defineKind = <C extends z.ZodType, O extends z.ZodType, const N extends CapabilityName = never>(
  def: Omit<KindDef<C, O, N>, 'needs' | 'role'> & { needs?: readonly N[]; role?: KindSpec['role'] },
): KindDef<C, O, N> => ({ role: 'step', needs: [], ...def });

export interface Usage {
  inputTokens: number;
  outputTokens: number;
  costMicros: number;
  model?: string;
}

/** Everything one attempt of a step may know. No clock: `at` is the time of the event that made the step ready. */
export interface StepInput<C, N extends CapabilityName = never> {
  config: C;
  at: number;
  /** Idempotency key of the effect. */
  key: string;
  attempt: number;
  path: string;
  node: { id: string; name?: string };
  run: { id: string; companyId: string; workflowId: string; workflowName: string; startedBy?: string };
  /** The run's input (`input` of expressions). */
  input: unknown;
  signal: AbortSignal;
  heartbeat(): void;
  /** Outputs of the taken inbound branches by node id (flow.merge). */
  branches(): Record<string, unknown>;
  use: Pick<Capabilities, N>;
}

export type StepResult<O> =
  | {
      output: O;
      port?: string;
      /** Scope kinds: `output` is the list to iterate over, these say how. The collected results become the step's output. */
      items?: number;
      /** Loops: an iteration follows. `items` is then the most there may be. */
      more?: boolean;
      concurrency?: number;
      onItemError?: 'fail' | 'collect';
      stop?: 'succeeded' | 'failed';
      /** Answers whoever started the run and waits; `output` is the body. */
      respond?: { status: number; headers: Record<string, string> };
      /** With `stop`: why, for people. */
      message?: string;
      usage?: Usage;
      warnings?: string[];
      /** Of a kind whose output is `told`: whether strangers wrote what this very result holds. */
      outside?: boolean;
      /** What the step wrote down while it worked, for people. */
      logs?: string[];
    }
  | {
      suspend: {
        until?: number;
        signal?: string;
        reply?: boolean;
        /** Id of the run that the step has started. */
        child?: string;
        answer?: boolean;
        deadline?: number;
        alarms?: { remind?: number; escalate?: number };
      };
    };

export type KindRun<D extends KindDef> =
  D extends KindDef<infer C, infer O, infer N>
    ? (input: StepInput<z.output<C>, N>) => Promise<StepResult<z.input<O>>> | StepResult<z.input<O>>
    : never;

/** Ties a run to its definition: `export const runWait = implement(wait, (step) => …)`. */
export const implement = <D extends KindDef>(_def: D, run: KindRun<D>): KindRun<D> => run;

export type RunsOf<Defs extends Record<string, KindDef>> = { [K in keyof Defs]: KindRun<Defs[K]> };
