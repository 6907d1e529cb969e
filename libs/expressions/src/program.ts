import type { ASTNode } from '@marcbachmann/cel-js';
import type { Budget } from './values.js';

/** One evaluation: the names in scope, the variables of the loops around, and the work left. */
export interface Frame {
  scope: Readonly<Record<string, unknown>>;
  locals: unknown[];
  budget: Budget;
}

export type Run = (frame: Frame) => unknown;

/** What the compiler knows at a place: the expression, and the loop variables around it, outermost first. */
export interface Place {
  expression: string;
  locals: readonly string[];
}

export type Compile = (node: ASTNode, place: Place) => Run;
