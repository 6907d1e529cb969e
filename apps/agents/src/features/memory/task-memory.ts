import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { MemoryCapability } from '#libs/catalog/kit';
import { AppError, type Caller } from '#libs/contracts';
import { ToolContexts } from '../tools/tool-contexts.js';
import type { ToolCall } from '../tools/tool-source.js';
import type { MemoryOwner, MemoryRow } from './memory.entity.js';
import { MemoryStore } from './memory-store.js';
import type { RememberingTask, ToldMemory } from './remembering-task.js';

const dayMs = 86_400_000;

/** What an agent at work may keep and be given: its own, and of the person and the company as far as its settings let it. */
@Injectable()
export class TaskMemory implements OnModuleInit {
  constructor(
    private readonly store: MemoryStore,
    private readonly contexts: ToolContexts,
  ) {}

  onModuleInit(): void {
    this.contexts.offer('memory', (call) => this.capability(call));
  }

  /** What a task is told before its first turn. */
  async atBeginning(caller: Caller, task: RememberingTask, query: string): Promise<ToldMemory[]> {
    if (!task.settings.longTerm) return [];
    const limit = task.settings.recallLimit;
    const rows = await this.store.recall(caller, ownersOf(caller, task), { query: query.slice(0, 4000), limit });
    return rows.map(({ content, outside }) => ({ content, outside }));
  }

  private capability(call: ToolCall): MemoryCapability {
    const { caller, memory: task, at, origin } = call;
    return {
      remember: async ({ content, about, kind, days }) => {
        const owner = this.owner(caller, task, about);
        const lasting = days ?? owner.task.settings.days;
        const { row, known } = await this.store.keep(caller, {
          ...owner.of,
          content,
          kind,
          source: 'tool',
          outside: owner.task.outside,
          agentId: owner.task.agentId,
          taskId: origin?.taskId ?? null,
          conversationId: owner.task.conversationId,
          expiresAt: lasting === null ? null : at + lasting * dayMs,
        });
        return { memoryId: row.id, known };
      },
      recall: async (request) => {
        const { task: asking } = this.owner(caller, task, 'agent');
        return (await this.store.recall(caller, ownersOf(caller, asking), request)).map(recalled);
      },
    };
  }

  /** @throws TOOL_UNAVAILABLE, TOOL_DENIED */
  private owner(
    caller: Caller,
    task: RememberingTask | undefined,
    about: MemoryOwner['about'],
  ): { of: MemoryOwner; task: RememberingTask } {
    if (!task)
      throw new AppError('TOOL_UNAVAILABLE', { detail: 'Only an agent at work remembers, and not in the background' });
    if (!task.settings.longTerm)
      throw new AppError('TOOL_DENIED', { detail: 'This agent may not remember anything beyond a task' });
    const of = ownersOf(caller, task).find((owner) => owner.about === about);
    if (of) return { of, task };
    const why = { user: 'about people', company: 'for the whole company', agent: '' }[about];
    throw new AppError('TOOL_DENIED', { detail: `This agent may not remember anything ${why}` });
  }
}

/** A person's are for that person's tasks alone, and only where the settings say so. */
export function ownersOf(
  { companyId }: Pick<Caller, 'companyId'>,
  { settings, agentId, userId }: Pick<RememberingTask, 'settings' | 'agentId' | 'userId'>,
): MemoryOwner[] {
  return [
    { about: 'agent', ownerId: agentId },
    ...(settings.users && userId !== null ? [{ about: 'user' as const, ownerId: userId }] : []),
    ...(settings.company ? [{ about: 'company' as const, ownerId: companyId }] : []),
  ];
}

const recalled = ({ id, content, about, kind, outside, createdAt }: MemoryRow) => ({
  memoryId: id,
  content,
  about,
  kind,
  outside,
  at: new Date(createdAt).toISOString(),
});
