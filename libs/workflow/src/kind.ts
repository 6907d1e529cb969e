import type { z } from 'zod';
import type { WorkflowNode } from './definition.js';
import type { Schema } from './schema-walk.js';

/**
 * What a takeover after a crash may do: `pure` recomputes, `idempotent` repeats under the same key, `effectful` asks a person.
 */
export type Effect = 'pure' | 'idempotent' | 'effectful';

/** What a kind may ask about the values in its configuration, to say what its output will be. All answers are JSON Schemas; `{}`: not known. */
export interface KnownValues {
  /** Of a value that may hold expressions, seen from the node. */
  of(value: unknown): Schema;
  /** The same seen from inside its body (late fields). */
  inside(value: unknown): Schema;
  /** Outputs of the steps that lead here, by node id. */
  branches(): Record<string, Schema>;
}

/** See `outside` of a kind. */
export type Outside = boolean | 'told';

export type KindRole = 'trigger' | 'step' | 'scope';

/** The part of a node kind that the graph, the engine and the canvas need. The catalogue's definitions satisfy it. */
export interface KindSpec {
  id: string;
  version: number;
  title: string;
  /** One line for the picker. */
  description: string;
  /** lucide icon name. */
  icon: string;
  role: KindRole;
  /** Fixed, or decided by the node's configuration (http.request: GET is idempotent). */
  effect: Effect | ((config: Record<string, unknown>) => Effect);
  /** Output ports in order, the first is the default; may depend on the configuration (flow.switch). `error` is added by `onError: branch`. */
  ports: readonly string[] | ((config: Record<string, unknown>) => readonly string[]);
  /** Of the configuration after its expressions are resolved. */
  config: z.ZodType;
  output: z.ZodType;
  /** What the output of this very node will be, as JSON Schema, where the configuration tells more than `output`. */
  outputSchema?: (config: Record<string, unknown>, known: KnownValues) => Schema | undefined;
  /** How inbound edges are waited for: all settled (default), or by the node's own mode (flow.merge). */
  join?: (config: Record<string, unknown>) => { mode: 'all' | 'any' | 'quorum'; n?: number };
  /** Fields of the configuration that are evaluated by the kind itself in the scope of its body (flow.map `result`). */
  lateFields?: readonly string[];
  /** Fields taken as they are written, without expressions (code.run `code`). */
  literalFields?: readonly string[];
  /** Scope kinds: opens its items one after the other, and is asked before each whether there is to be another (flow.loop). */
  repeats?: boolean;
  /** Frees its place among a map's concurrent items while it waits (human.*, flow.wait). */
  yieldsPlace?: boolean;
  /** Triggers that stand twice with one configuration: only the first ever fires, or both fire at once. */
  twins?: 'first' | 'both';
  /**
   * Its output, or the error it ends with, holds what strangers wrote (http.request). `told`: the result says so, as `outside` of its meta,
   * because it depends on what another service did (agent.task); where nothing is said, it counts.
   */
  outside?: Outside | ((config: Record<string, unknown>) => Outside);
  /** Ends the scope it stands in (flow.stop). */
  endsScope?: boolean;
}

export type Kinds = Readonly<Record<string, KindSpec>>;

export const portsOf = (kind: KindSpec, node: Pick<WorkflowNode, 'config' | 'onError'>): readonly string[] => {
  const ports = typeof kind.ports === 'function' ? kind.ports(node.config) : kind.ports;
  return node.onError === 'branch' ? [...ports, 'error'] : ports;
};

export const outsideOf = ({ outside = false }: KindSpec, config: Record<string, unknown>): Outside =>
  typeof outside === 'function' ? outside(config) : outside;

export const effectOf = (kind: KindSpec, config: Record<string, unknown>): Effect =>
  typeof kind.effect === 'function' ? kind.effect(config) : kind.effect;
