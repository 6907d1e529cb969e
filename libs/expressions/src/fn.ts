import type { Budget } from './values.js';

/** A function of expressions; a method's receiver is its first argument. */
export interface Fn {
  /** Arguments, the receiver of a method call included. */
  min: number;
  max: number;
  run(args: readonly unknown[], budget: Budget): unknown;
}

export const fn = (min: number, max: number, run: Fn['run']): Fn => ({ min, max, run });
