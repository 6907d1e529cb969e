import type { InboxBudget } from '#libs/contracts';
import { z } from 'zod';
import type { StepContext } from '#libs/durable';
import type { WorkflowNode } from '#libs/workflow';
import type { NewItem } from '../inbox/inbox-writer.js';
import type { RunInput } from './run.entity.js';

/** What BUDGET_APPROVAL_NEEDED tells of the budget that is in the way. */
const refusal = z.object({
  budgetId: z.string(),
  budgetName: z.string(),
  runId: z.string().optional(),
  limitMicros: z.number(),
  spentMicros: z.number(),
  neededMicros: z.number(),
});

/** Micro-dollars that a budget may be raised by at most at once. */
const mostMicros = 1e15;

/** The budget in the way. An approval without an amount gives a tenth of the limit, or what the step needs if that is more. */
export function budgetOf(details: unknown): InboxBudget | undefined {
  const { data } = refusal.safeParse(details);
  if (!data) return undefined;
  const { budgetId: id, budgetName: name, runId, limitMicros, spentMicros, neededMicros } = data;
  const missing = Math.max(0, spentMicros - limitMicros) + Math.max(1, neededMicros);
  const raiseMicros = Math.min(mostMicros, Math.max(Math.ceil(limitMicros / 10), missing));
  return { id, name, ofRun: runId !== undefined, limitMicros, spentMicros, neededMicros, raiseMicros };
}

type Asking = Pick<StepContext, 'runId' | 'companyId' | 'path' | 'attempt' | 'key' | 'at'> & { input: unknown };

/** What administrators are asked about a step whose model call a budget does not cover. */
export function budgetQuestion(node: WorkflowNode, budget: InboxBudget, asking: Asking, deadline: number): NewItem {
  const { runId, companyId, path, attempt, key, at } = asking;
  const { workflowId, workflowName } = asking.input as RunInput;
  const stepName = node.name ?? node.id;
  return {
    ...{ companyId, runId, workflowId, workflowName },
    kind: 'budget',
    ...budgetTexts(budget, stepName),
    assignees: ['role:admin'],
    quorum: 1,
    rejections: 1,
    escalateTo: null,
    escalateAt: null,
    schema: null,
    budget,
    stepPath: path,
    stepName: stepName.slice(0, 200),
    stepKind: node.kind,
    attempt,
    // Of the attempt: raised by too little, the step asks again under the same key.
    stepKey: `budget.${key}.${attempt}`,
    createdAt: at,
    deadline,
  };
}

/** What is said about a budget in the way, also where the task of an agent asks. */
export const budgetTexts = (budget: InboxBudget, who: string): Pick<NewItem, 'title' | 'body' | 'facts'> => ({
  title: `May the budget "${budget.name}" be raised for "${who}"?`.slice(0, 300),
  body: `The step waits: the budget does not cover its next model call. Approving raises the limit once by ${dollars(budget.raiseMicros)}, or by the amount you name, and tries the step again. Rejecting fails the step.`,
  facts: [
    { label: 'Budget', value: budget.name },
    { label: 'Limit', value: dollars(budget.limitMicros) },
    { label: 'Spent', value: dollars(budget.spentMicros) },
    { label: 'The call needs about', value: budget.neededMicros === 0 ? 'unknown' : dollars(budget.neededMicros) },
  ],
});

/** Two digits, or as many as it takes to show that something is there. */
const dollars = (micros: number): string =>
  `$${(micros / 1_000_000).toFixed(micros === 0 || micros >= 1_000_000 ? 2 : 6)}`;
