import { Injectable } from '@nestjs/common';
import {
  allows,
  AppError,
  createKnowledgeBase,
  templatePartsRpc,
  type Caller,
  type ErrorCode,
  type InstalledParts,
  type Permission,
  type RpcIn,
} from '#libs/contracts';
import { HandleRpc } from '#libs/platform/rpc';
import { AgentsService } from '../agents/agents.service.js';
import { KnowledgeBasesService } from '../knowledge/bases/knowledge-bases.service.js';
import { KnowledgeDocumentsService } from '../knowledge/documents/knowledge-documents.service.js';
import { CustomToolsService } from '../tools/custom/custom-tools.service.js';

type Parts = RpcIn<typeof templatePartsRpc.installParts>;
type Installed = InstalledParts;
type Kind = Installed['kept'][number]['kind'];

/** Agents, tools and knowledge that a template brings. What is there already by its name is taken as it is. */
@Injectable()
export class TemplatePartsRpc {
  constructor(
    private readonly agents: AgentsService,
    private readonly tools: CustomToolsService,
    private readonly bases: KnowledgeBasesService,
    private readonly documents: KnowledgeDocumentsService,
  ) {}

  @HandleRpc(templatePartsRpc.installParts)
  async installParts(caller: Caller, { agents, tools, knowledge }: Parts): Promise<Installed> {
    assertMay(caller, [
      ...(tools.length > 0 ? (['tools:write'] as const) : []),
      ...(knowledge.length > 0 ? (['knowledge:write'] as const) : []),
    ]);
    const done: Installed = { created: [], kept: [] };
    const add = async (kind: Kind, name: string, taken: ErrorCode, create: () => Promise<{ id: string }>) => {
      try {
        done.created.push({ kind, id: (await create()).id, name });
      } catch (error) {
        if (!AppError.is(error, taken)) throw error;
        done.kept.push({ kind, name });
      }
    };
    for (const base of knowledge)
      await add('knowledge', base.name, 'KNOWLEDGE_NAME_TAKEN', async () => this.knowledge(caller, base));
    // Tools before the agents that use them. Whether one may work is for its own approval.
    for (const tool of tools) await add('tool', tool.name, 'TOOL_NAME_TAKEN', () => this.tools.create(caller, tool));
    for (const agent of agents)
      await add('agent', agent.name, 'AGENT_NAME_TAKEN', () => this.agents.create(caller, agent, { status: 'active' }));
    return done;
  }

  private async knowledge(caller: Caller, { name, documents }: Parts['knowledge'][number]): Promise<{ id: string }> {
    const base = await this.bases.create(caller, createKnowledgeBase.body.parse({ name }));
    if (documents.length > 0) {
      const form = new FormData();
      for (const document of documents)
        form.append('file', new Blob([document.text], { type: 'text/markdown' }), document.name);
      // Samples are words of the platform, not of strangers.
      form.append('trusted', 'true');
      const upload = new Response(form);
      const bytes = new Uint8Array(await upload.arrayBuffer());
      await this.documents.add(caller, base.id, upload.headers.get('content-type') ?? '', bytes);
    }
    return base;
  }
}

function assertMay(caller: Caller, needed: readonly Permission[]): void {
  for (const permission of needed)
    if (!caller.role || !allows(caller.role, permission)) throw new AppError('FORBIDDEN', { permission });
}
