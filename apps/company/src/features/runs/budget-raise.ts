import { z } from 'zod';

/** A budget that a person raised so that a step may go on: the `grant` of its further attempts. */
export const budgetRaise = z.object({
  budgetId: z.string(),
  /** 0: it was raised elsewhere. */
  micros: z.number().int().min(0),
  /** Made of the inbox item: it raises once. */
  key: z.string(),
  /** Who approved it: id of the user. */
  by: z.string(),
  /** Where the budget bounds each run for itself. */
  runId: z.string().optional(),
});
export type BudgetRaise = z.infer<typeof budgetRaise>;
