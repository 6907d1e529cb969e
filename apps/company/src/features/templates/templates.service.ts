import { Injectable } from '@nestjs/common';
import { templates as shipped, type TemplateDef } from '#libs/catalog/templates/defs';
import {
  AppError,
  newId,
  promptPartsRpc,
  templateParts,
  templatePartsRpc,
  type Caller,
  type In,
  type InstalledParts,
  type installTemplate,
  type Out,
  type offerTemplate,
  type Template,
  type GalleryContent,
  type TemplateParts,
} from '#libs/contracts';
import { Database, TenantRepository } from '#libs/platform/database';
import { RpcClient } from '#libs/platform/rpc';
import { RunsService } from '../runs/runs.service.js';
import { problemsOf } from '../workflows/definition-check.js';
import { FreeNames } from '../workflows/free-names.js';
import { WorkflowRepository } from '../workflows/workflow.repository.js';
import { WorkflowsService } from '../workflows/workflows.service.js';
import { answered } from './answered.js';
import { madeFrom } from './made-from.js';
import { templateEntity, type TemplateRow } from './template.entity.js';

/** Templates that one company may keep. */
const most = 500;
const noParts: TemplateParts = { agents: [], tools: [], knowledge: [], prompts: [] };

interface Whole {
  content: GalleryContent;
  parts: TemplateParts;
}

/** The gallery: what comes with the platform, and what a company offers its members. */
@Injectable()
export class TemplatesService {
  private readonly rows: TenantRepository<TemplateRow>;

  constructor(
    private readonly db: Database,
    private readonly repository: WorkflowRepository,
    private readonly workflows: WorkflowsService,
    private readonly names: FreeNames,
    private readonly runs: RunsService,
    private readonly rpc: RpcClient,
  ) {
    this.rows = new TenantRepository(db, templateEntity);
  }

  async list({ companyId }: Caller): Promise<{ items: Template[]; nextCursor: null }> {
    const own = await this.rows.find(companyId, { order: { id: 'desc' }, limit: most });
    return { items: [...shipped.map((each) => wholeOf(each).content), ...own.map(ownContent)], nextCursor: null };
  }

  /** @throws TEMPLATE_NOT_FOUND */
  async get({ companyId }: Caller, id: string): Promise<GalleryContent> {
    return (await this.find(companyId, id)).content;
  }

  /** @throws TEMPLATE_NOT_FOUND, TEMPLATE_PARAMETERS_INVALID, and as creating its parts does */
  async install(
    caller: Caller,
    id: string,
    { name, parameters }: In<typeof installTemplate>['body'],
  ): Promise<Out<typeof installTemplate>> {
    const { content, parts } = await this.find(caller.companyId, id);
    const whole = { definition: content.definition, agents: parts.agents };
    const { definition, agents } = answered(whole, content.parameters, parameters);
    const { created, kept } = await this.installParts(caller, { ...parts, agents });
    const wish = name ?? content.title;
    const free = (await this.names.isTaken(caller.companyId, wish))
      ? await this.names.next(caller.companyId, wish)
      : wish;
    const workflow = await this.workflows.create(caller, {
      name: free,
      description: content.description,
      definition,
    });
    return { workflowId: workflow.id, name: free, created, kept, needs: content.needs };
  }

  /** Each service makes what is its own, prompts before the agents that may use them. */
  private async installParts(caller: Caller, { prompts, ...parts }: TemplateParts): Promise<InstalledParts> {
    const done: InstalledParts[] = [];
    if (prompts.length > 0) done.push(await this.rpc.call(promptPartsRpc.installPrompts, { prompts }, { caller }));
    if (Object.values(parts).some((list) => list.length > 0))
      done.push(await this.rpc.call(templatePartsRpc.installParts, parts, { caller }));
    return { created: done.flatMap(({ created }) => created), kept: done.flatMap(({ kept }) => kept) };
  }

  /** @throws WORKFLOW_NOT_FOUND, WORKFLOW_INVALID for a draft with problems, LIMIT_EXCEEDED */
  async publish(caller: Caller, workflowId: string, body: In<typeof offerTemplate>['body']): Promise<Template> {
    const { companyId } = caller;
    const workflow = await this.repository.require(companyId, workflowId);
    const problems = problemsOf(workflow.draft).filter(({ severity }) => severity === 'error');
    if (problems.length > 0) throw new AppError('WORKFLOW_INVALID', { problems });
    if ((await this.rows.count(companyId)) >= most)
      throw new AppError('LIMIT_EXCEEDED', { detail: `A company keeps at most ${most} templates`, limit: 'templates' });
    const { name } = await this.runs.personOf(caller);
    const row: TemplateRow = {
      ...madeFrom(workflow.draft),
      id: newId('template'),
      companyId,
      workflowId,
      title: body.title ?? workflow.name,
      description: body.description ?? workflow.description,
      createdBy: name,
      createdAt: await this.db.now(),
    };
    await this.rows.insert(companyId, row);
    return ownContent(row);
  }

  /** What was made of it stays. @throws TEMPLATE_NOT_FOUND */
  async delete({ companyId }: Caller, id: string): Promise<void> {
    if ((await this.rows.delete(companyId, { id })) === 0) throw new AppError('TEMPLATE_NOT_FOUND');
  }

  private async find(companyId: string, id: string): Promise<Whole> {
    const known = shipped.find((each) => each.id === id);
    if (known) return wholeOf(known);
    const row = await this.rows.get(companyId, id);
    if (!row) throw new AppError('TEMPLATE_NOT_FOUND');
    return { content: ownContent(row), parts: noParts };
  }
}

const bringsOf = (definition: GalleryContent['definition'], parts: TemplateParts): Template['brings'] => ({
  nodes: definition.nodes.length,
  kinds: [...new Set(definition.nodes.map(({ kind }) => kind))],
  agents: parts.agents.map(({ name }) => name),
  tools: parts.tools.map(({ name }) => name),
  knowledge: parts.knowledge.map(({ name }) => name),
  prompts: parts.prompts.map(({ name }) => name),
});

function wholeOf({ id, title, description, parameters, needs, definition, example, ...rest }: TemplateDef): Whole {
  const parts = templateParts.parse(rest);
  return {
    parts,
    content: {
      ...{ id, source: 'platform', title, description, needs, definition, example },
      parameters: [...parameters],
      brings: bringsOf(definition, parts),
      createdBy: null,
      createdAt: null,
    },
  };
}

const ownContent = ({
  id,
  title,
  description,
  parameters,
  needs,
  definition,
  ...row
}: TemplateRow): GalleryContent => ({
  ...{ id, source: 'company', title, description, parameters, needs, definition },
  example: null,
  brings: bringsOf(definition, noParts),
  createdBy: row.createdBy,
  createdAt: new Date(row.createdAt).toISOString(),
});
