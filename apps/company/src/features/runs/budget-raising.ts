import { Injectable } from '@nestjs/common';
import type { KindDef } from '#libs/catalog/kit';
import { nodeKinds } from '#libs/catalog/node-kinds/defs';
import { aiRpc, AppError } from '#libs/contracts';
import type { StepContext, StepOutcome } from '#libs/durable';
import type { ExecuteStep, Grant } from '#libs/engine';
import { RpcClient } from '#libs/platform/rpc';
import type { WorkflowNode } from '#libs/workflow';
import { InboxWriter } from '../inbox/inbox-writer.js';
import { budgetOf, budgetQuestion } from './budget-question.js';
import { budgetRaise } from './budget-raise.js';
import type { LoadedFlow } from './flows.js';
import { callerOf } from './step-origin.js';

const defs: Readonly<Record<string, KindDef>> = nodeKinds;
const longestWaitMs = 30 * 86_400_000;

/** A step whose model call a budget does not cover until a person raises it: it waits and asks, instead of failing. */
@Injectable()
export class BudgetRaising {
  constructor(
    private readonly rpc: RpcClient,
    private readonly inbox: InboxWriter,
  ) {}

  /** Carries out one attempt with `act`. Steps that call no model are none of its business. */
  within(
    { nodes }: LoadedFlow,
    command: ExecuteStep,
    context: StepContext,
    act: () => StepOutcome | Promise<StepOutcome>,
  ): StepOutcome | Promise<StepOutcome> {
    const node = nodes.get(command.node);
    return node && defs[node.kind]?.needs.includes('ai') ? this.bounded(node, command, context, act) : act();
  }

  private async bounded(
    node: WorkflowNode,
    { grant }: ExecuteStep,
    context: StepContext,
    act: () => StepOutcome | Promise<StepOutcome>,
  ): Promise<StepOutcome> {
    if (grant) await this.raise(grant, context);
    try {
      return await act();
    } catch (error) {
      const budget = AppError.is(error, 'BUDGET_APPROVAL_NEEDED') ? budgetOf(error.details) : undefined;
      if (!budget) throw error;
      const deadline = context.at + longestWaitMs;
      return {
        kind: 'suspended',
        wait: { answer: true, deadline },
        write: (tx) => this.inbox.open(tx, budgetQuestion(node, budget, context, deadline)),
      };
    }
  }

  /**
   * Here and not where the answer is taken: the approval is committed, and a crash on the way to the AI service leaves an attempt that
   * raises again, under the same key.
   */
  private async raise(grant: Grant, { companyId, signal }: StepContext): Promise<void> {
    const { budgetId: id, micros, key, by, runId } = budgetRaise.parse(grant);
    if (micros === 0) return;
    const request = { id, micros, key, ...(runId === undefined ? {} : { runId }) };
    try {
      await this.rpc.call(aiRpc.raiseBudget, request, { caller: callerOf({ companyId, startedBy: by }), signal });
    } catch (error) {
      // Deleted since: it is in nobody's way any more.
      if (!AppError.is(error, 'BUDGET_NOT_FOUND')) throw error;
    }
  }
}
