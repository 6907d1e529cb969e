import { Injectable } from '@nestjs/common';
import { taskQuestionEvents, AppError, inboxRpc, type Caller, type InboxReply, type RpcIn } from '#libs/contracts';
import { Database, type Tx } from '#libs/platform/database';
import { EventConsumer, type EnvelopeOf } from '#libs/platform/events';
import { HandleRpc } from '#libs/platform/rpc';
import { budgetOf, budgetTexts } from '../runs/budget-question.js';
import { RunRepository } from '../runs/run.repository.js';
import { InboxItemRepository } from './inbox-item.repository.js';
import { InboxWriter, type NewItem } from './inbox-writer.js';
import { PeopleAsking } from './people-asking.js';

type Question = RpcIn<typeof inboxRpc.askPeople>;

/** What tasks of agents ask people. The task lives in another service, so it asks by call, and the answer leaves as an event. */
@Injectable()
export class TaskQuestions {
  constructor(
    private readonly db: Database,
    private readonly items: InboxItemRepository,
    private readonly inbox: InboxWriter,
    private readonly asking: PeopleAsking,
    private readonly runs: RunRepository,
  ) {}

  /** @throws RECIPIENT_UNKNOWN when nobody is there who may answer */
  @HandleRpc(inboxRpc.askPeople)
  async ask(caller: Caller | undefined, question: Question): Promise<{ itemId: string }> {
    const companyId = companyOf(caller);
    const known = await this.items.findOne(companyId, { stepKey: question.key }, ['id']);
    if (known) return { itemId: known.id };
    const item = await this.itemOf(companyId, question);
    if (item.kind !== 'unknown') await this.asking.assertAnswerable(companyId, item.assignees, [], 1);
    await this.db.transaction((tx) => this.inbox.open(tx, item));
    const row = await this.items.findOne(companyId, { stepKey: question.key }, ['id']);
    if (!row) throw new AppError('CONFLICT', { detail: 'Another company has a question under this key' });
    return { itemId: row.id };
  }

  @HandleRpc(inboxRpc.answerTo)
  async answerTo(
    caller: Caller | undefined,
    { key, taskId }: RpcIn<typeof inboxRpc.answerTo>,
  ): Promise<{ reply: InboxReply | null }> {
    const row = await this.items.findOne(companyOf(caller), { stepKey: key, taskId, status: 'answered' }, ['reply']);
    return { reply: row?.reply ?? null };
  }

  private async itemOf(companyId: string, question: Question): Promise<NewItem> {
    const { kind, key, task, path, attempt, stepName, deadline, title, body, facts } = question;
    const run = question.runId === null ? undefined : await this.runs.get(companyId, question.runId);
    const base: NewItem = {
      companyId,
      kind,
      title: title.slice(0, 300),
      body,
      assignees: kind === 'unknown' ? ['role:operator'] : question.assignees,
      quorum: 1,
      rejections: 1,
      escalateTo: null,
      escalateAt: null,
      schema: null,
      facts,
      runId: run?.id ?? '',
      workflowId: run?.workflowId ?? '',
      workflowName: run?.workflowName ?? '',
      stepPath: path,
      stepName: stepName.slice(0, 200),
      stepKind: null,
      attempt,
      stepKey: key,
      taskId: task.id,
      agentId: task.agentId,
      agentName: task.agentName,
      createdAt: await this.db.now(),
      deadline,
    };
    if (kind !== 'budget') return base;
    const budget = budgetOf(question.refusal);
    if (!budget)
      throw new AppError('VALIDATION_FAILED', {
        issues: [{ path: 'refusal', message: 'expected the details of BUDGET_APPROVAL_NEEDED' }],
      });
    return { ...base, ...budgetTexts(budget, task.agentName), budget, assignees: ['role:admin'] };
  }
}

/** Questions of tasks that are over, or whose time is: nobody is asked any more. */
@Injectable()
export class TaskQuestionsClosed extends EventConsumer<typeof taskQuestionEvents.taskQuestionsClosed> {
  readonly name = 'inbox.task-questions-closed';
  readonly events = [taskQuestionEvents.taskQuestionsClosed];

  constructor(private readonly inbox: InboxWriter) {
    super();
  }

  handle(tx: Tx, { companyId, data, at }: EnvelopeOf<typeof taskQuestionEvents.taskQuestionsClosed>): Promise<void> {
    return this.inbox.closeOfTask(tx, { companyId, ...data, at: Date.parse(at) });
  }
}

function companyOf(caller: Caller | undefined): string {
  if (!caller) throw new AppError('TENANT_MISSING');
  return caller.companyId;
}
