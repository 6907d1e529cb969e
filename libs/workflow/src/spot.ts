/** Where an expression stands, and what was read of it: what the checks of expressions share. */
import type { Certainty } from './certainty.js';
import type { WorkflowNode } from './definition.js';
import type { Graph } from './graph.js';
import type { KnownTypes } from './known-types.js';
import { pathText, type Problem, type ProblemCode } from './problem.js';

/** What the expression library says about one text; `inspectTemplate` of libs/expressions has this shape. */
export interface TextReading {
  expressions: readonly {
    source: string;
    /** Where `source` begins in the text. */
    at: number;
    references: {
      roots: readonly string[];
      /** `position`: where the reference begins in `source`. */
      steps: readonly { id: string; path: readonly string[]; position: number }[];
      /** Paths below `input` and `item`. */
      inputs: readonly (readonly string[])[];
      items: readonly (readonly string[])[];
      hasDynamicStep: boolean;
    };
  }[];
  problems: readonly { message: string; source: string; position: number }[];
}

/** Reads a text that may hold `{{ expressions }}`. Never throws. */
export type ParseExpression = (text: string) => TextReading;

export interface Spot {
  graph: Graph;
  types: KnownTypes;
  certainty: Certainty;
  node: WorkflowNode;
  path: readonly PropertyKey[];
  /** Evaluated in the body of this scope (flow.map `result`). */
  isLate: boolean;
}

export const problem = (
  spot: Spot,
  code: ProblemCode,
  message: string,
  severity: Problem['severity'] = 'error',
): Problem => ({
  node: spot.node.id,
  path: pathText(spot.path),
  code,
  message,
  severity,
});
