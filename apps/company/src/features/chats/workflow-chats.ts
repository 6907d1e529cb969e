import { Injectable } from '@nestjs/common';
import { AppError, newId } from '#libs/contracts';
import { Durable } from '#libs/durable';
import { Flows, type LoadedFlow } from '../runs/flows.js';
import { RunAnswerReader } from '../runs/run-answer-reader.js';
import { RunAnswers, type RunAnswer } from '../runs/run-answers.js';
import { assertInputFits } from '../runs/run-input.js';
import type { RunInput } from '../runs/run.entity.js';
import { RunRepository } from '../runs/run.repository.js';
import { RunStarter } from '../runs/run-starter.js';
import { chatConfig, type ChatConfig } from '../triggers/trigger-configs.js';
import { TriggerRepository } from '../triggers/trigger.repository.js';
import { WorkflowRepository } from '../workflows/workflow.repository.js';
import { answerText } from './answer-text.js';
import type { ChatRow, ChatTurnRow } from './chat.entity.js';
import { ChatRepository } from './chat.repository.js';

/** Who says it, and whether it is somebody outside. */
export interface Speaker {
  startedBy: RunInput['startedBy'];
  outside: boolean;
}

interface Door {
  flow: LoadedFlow;
  node: string;
  config: ChatConfig;
  workflowName: string;
}

/** The signal for which a run waits that goes on with the chat. */
const nextMessage = 'message';

/** Chats with workflows: what is said starts a run, or goes to the one that waits for it; what the run answers is the answer. */
@Injectable()
export class WorkflowChats {
  constructor(
    private readonly chats: ChatRepository,
    private readonly workflows: WorkflowRepository,
    private readonly triggers: TriggerRepository,
    private readonly flows: Flows,
    private readonly starter: RunStarter,
    private readonly runs: RunRepository,
    private readonly answers: RunAnswers,
    private readonly reader: RunAnswerReader,
    private readonly durable: Durable,
  ) {}

  /** @throws CHAT_NOT_OFFERED */
  async door(companyId: string, workflowId: string): Promise<Door> {
    const where = { workflowId, kind: 'trigger.chat' as const, published: true, paused: false };
    const trigger = await this.triggers.findOne(companyId, where);
    const workflow = trigger && (await this.workflows.findOne(companyId, { id: workflowId, deleted: false }));
    if (!trigger || !workflow) throw new AppError('CHAT_NOT_OFFERED');
    return {
      flow: await this.flows.get(companyId, trigger.versionId),
      node: trigger.node,
      config: chatConfig.parse(trigger.config),
      workflowName: workflow.name,
    };
  }

  /** Takes it down and sets its run off, in one commit. @throws CHAT_NOT_OFFERED, CHAT_BUSY, CHAT_FULL, RUN_INPUT_INVALID, RATE_LIMITED */
  async say(chat: ChatRow, content: string, speaker: Speaker): Promise<ChatTurnRow> {
    const door = await this.door(chat.companyId, chat.workflowId!);
    const last = await this.chats.last(chat);
    if (last && (await this.settled(last, { ms: 0 })).status === 'working') throw new AppError('CHAT_BUSY');
    return (await this.goOn(chat, content, door, last)) ?? this.begin(chat, content, door, speaker);
  }

  /** The turn with its answer, or as it is after `ms`. */
  async settled(
    turn: ChatTurnRow,
    { ms, told, signal }: { ms: number; told?: Promise<RunAnswer>; signal?: AbortSignal },
  ): Promise<ChatTurnRow> {
    if (turn.status !== 'working' || turn.runId === null) return turn;
    const answer = await this.reader.wait(turn.runId, { ms, told, after: turn.afterSeq, signal });
    return answer ? this.chats.settle(turn, outcomeOf(answer, turn), this.durable.now()) : turn;
  }

  /** As `settled`, told at once when this process carries the run out. */
  async answered(turn: ChatTurnRow, ms: number, signal?: AbortSignal): Promise<ChatTurnRow> {
    if (turn.runId === null) return turn;
    const awaited = this.answers.expect(turn.runId);
    try {
      // What was committed before is in the history already.
      const now = await this.settled(turn, { ms: 0 });
      if (now.status !== 'working') return now;
      return await this.settled(turn, { ms, told: awaited.answer, ...(signal ? { signal } : {}) });
    } finally {
      awaited.forget();
    }
  }

  /** To the run of the last turn, if it has answered and waits for more. */
  private async goOn(chat: ChatRow, content: string, { config }: Door, last: ChatTurnRow | undefined) {
    const { companyId } = chat;
    const runId = last?.runId ?? null;
    if (!config.goesOn || runId === null) return undefined;
    const run = await this.runs.get(companyId, runId);
    if (!run || run.finishedAt !== null) return undefined;
    const afterSeq = await this.reader.end(runId);
    const facts = { runId, afterSeq, at: this.durable.now() };
    try {
      return await this.chats.add(chat, content, facts, async (tx, { id }) => {
        // What a signal brings is found by the id of its message.
        const signalId = `signal.${id}`;
        const event = { type: 'signal.received', name: nextMessage, signalId, by: chat.userId };
        const output = { message: content, chatId: chat.id };
        const sent = await this.durable.send(runId, { id: signalId, event, output }, tx);
        if (sent === 'over') throw new RunIsOver();
      });
    } catch (error) {
      if (error instanceof RunIsOver) return undefined;
      throw error;
    }
  }

  private async begin(chat: ChatRow, content: string, door: Door, speaker: Speaker): Promise<ChatTurnRow> {
    const { companyId, workflowId } = chat;
    const { flow, node, config, workflowName } = door;
    const input = { message: content, history: await this.historyOf(chat, config.history), chatId: chat.id };
    assertInputFits(flow.definition.inputs, input);
    const runId = newId('run');
    const createdAt = this.durable.now();
    return this.chats.add(chat, content, { runId, afterSeq: 0, at: createdAt }, async (tx) => {
      await this.starter.createIn(tx, {
        ...{ companyId, id: runId, requestKey: null, immediate: true, createdAt, beyond: 'refuse' },
        input: {
          input,
          trigger: { kind: 'trigger.chat', node, chatId: chat.id, widgetId: chat.widgetId },
          startedBy: speaker.startedBy,
          workflowId: workflowId!,
          workflowName,
          versionId: flow.versionId,
          version: flow.version,
          ...(speaker.outside ? { outside: true as const } : {}),
        },
      });
    });
  }

  private async historyOf(chat: ChatRow, limit: number) {
    if (limit === 0 || chat.lastSeq === 0) return [];
    const said = await this.chats.said(chat, limit);
    return said.flatMap(({ content, answer }) => [
      { role: 'user' as const, content },
      ...(answer === null ? [] : [{ role: 'assistant' as const, content: answer }]),
    ]);
  }
}

class RunIsOver extends Error {}

function outcomeOf(answer: RunAnswer, { afterSeq }: ChatTurnRow): Pick<ChatTurnRow, 'status' | 'answer' | 'error'> {
  if (answer.kind === 'responded') return { status: 'answered', answer: answerText(answer.body), error: null };
  // The output of a run that has answered before is that answer again.
  if (answer.status === 'succeeded')
    return { status: 'answered', answer: afterSeq > 0 ? '' : answerText(answer.output), error: null };
  const message = answer.status === 'cancelled' ? 'The run was cancelled' : 'The run failed';
  return { status: 'failed', answer: null, error: { code: 'HOOK_RUN_FAILED', message } };
}
