import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { KnowledgeCapability } from '#libs/catalog/kit';
import { AppError, type Caller } from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { completeConfig } from '../../agents/agent-config.js';
import type { AgentConfig } from '../../agents/agent.entity.js';
import { ToolContexts } from '../../tools/tool-contexts.js';
import type { ToolCall } from '../../tools/tool-source.js';
import { KnowledgeAccess } from '../bases/knowledge-access.js';
import { KnowledgeSearch } from './knowledge-search.js';

/** Knowledge bases for agents and their tools: an agent searches those that it was given, and no other. */
@Injectable()
export class AgentKnowledge implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly contexts: ToolContexts,
    private readonly access: KnowledgeAccess,
    private readonly knowledge: KnowledgeSearch,
  ) {}

  onModuleInit(): void {
    this.contexts.offer('knowledge', (call) => this.capability(call));
  }

  /** What an agent is given must be open to whoever gives it, and to agents. @throws KNOWLEDGE_BASE_NOT_FOUND naming it */
  async assertReadable({ companyId, role }: Caller, bases: readonly string[]): Promise<void> {
    for (const [index, name] of bases.entries()) {
      try {
        await this.access.resolve({ companyId, role }, name);
        await this.access.resolve({ companyId, role: 'operator' }, name);
      } catch (error) {
        if (!AppError.is(error, 'KNOWLEDGE_BASE_NOT_FOUND')) throw error;
        const message = 'there is no such knowledge base that agents may read (they have the rights of an operator)';
        throw new AppError(error.code, {
          detail: error.message,
          issues: [{ path: `knowledgeBases[${index}]`, message }],
        });
      }
    }
  }

  private capability(call: ToolCall): KnowledgeCapability {
    const { caller, signal } = call;
    return {
      search: async ({ bases, ...search }) => {
        const names = await this.searched(call, bases);
        const { items, warnings } = await this.knowledge.inBases(caller, names, { ...search, signal });
        return { items, warnings };
      },
    };
  }

  private async searched({ caller, origin = {} }: ToolCall, wanted: readonly string[] | undefined): Promise<string[]> {
    if (origin.agentId === undefined) {
      if (wanted) return [...wanted];
      throw new AppError('TOOL_INPUT_INVALID', {
        detail: 'knowledge_search: bases: name the knowledge bases to search',
      });
    }
    const given = await this.givenTo(caller.companyId, origin.agentId, origin.taskId);
    const ids = new Map(
      (await Promise.all(given.map((name) => this.access.resolve(caller, name)))).map(({ id, nameKey }) => [
        id,
        nameKey,
      ]),
    );
    if (ids.size === 0) throw new AppError('TOOL_DENIED', { detail: 'This agent was given no knowledge base' });
    if (!wanted) return [...ids.keys()];
    return Promise.all(
      wanted.map(async (name) => {
        const { id } = await this.access.resolve(caller, name);
        if (ids.has(id)) return id;
        throw new AppError('TOOL_DENIED', {
          detail: `This agent may not search "${name}"; it may search: ${[...ids.values()].join(', ')}`,
        });
      }),
    );
  }

  /** By the version that the task began with. */
  private async givenTo(companyId: string, agentId: string, taskId: string | undefined): Promise<string[]> {
    const [pinned] =
      taskId === undefined
        ? []
        : await this.db.query<{ config: string }>(
            `SELECT v.config FROM tasks t JOIN agent_versions v ON v.agent_id = t.agent_id AND v.version = t.agent_version
             WHERE t.id = ? AND t.company_id = ? AND t.agent_id = ?`,
            [taskId, companyId, agentId],
          );
    const [row] = pinned
      ? [pinned]
      : await this.db.query<{ config: string }>('SELECT config FROM agents WHERE id = ? AND company_id = ?', [
          agentId,
          companyId,
        ]);
    if (!row) throw new AppError('AGENT_NOT_FOUND');
    return completeConfig(JSON.parse(row.config) as AgentConfig).knowledgeBases;
  }
}
