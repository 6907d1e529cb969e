import { Injectable } from '@nestjs/common';
import { type Caller, type Workflow, type WorkflowDiff } from '#libs/contracts';
import { diffDefinitions, pathText, type Change, type Definition } from '#libs/workflow';
import { VersionRepository, WorkflowRepository } from './workflow.repository.js';
import { WorkflowsService } from './workflows.service.js';

/** A version by its number, or the draft. */
export type Side = number | 'draft';

interface Content {
  version: number | null;
  contentHash: string;
  definition: Definition;
}

/** Versions beside each other, and versions as drafts again. */
@Injectable()
export class VersionsService {
  constructor(
    private readonly service: WorkflowsService,
    private readonly workflows: WorkflowRepository,
    private readonly versions: VersionRepository,
  ) {}

  /** What leads from `a` to `b`. @throws WORKFLOW_NOT_FOUND, VERSION_NOT_FOUND */
  async compare({ companyId }: Caller, id: string, a: Side, b: Side): Promise<WorkflowDiff> {
    const [from, to] = [await this.content(companyId, id, a), await this.content(companyId, id, b)];
    const { order: _order, nodes, settings, inputs, canvas, ...diff } = diffDefinitions(from.definition, to.definition);
    const told = ({ path, ...values }: Change) => ({ path: pathText(path), ...values });
    return {
      from: { version: from.version, contentHash: from.contentHash },
      to: { version: to.version, contentHash: to.contentHash },
      ...diff,
      nodes: {
        ...nodes,
        changed: nodes.changed.map((node) => ({ ...node, changes: node.changes.map(told) })),
        moved: nodes.moved.map(({ id: node, before, after }) => ({
          id: node,
          before: before ?? null,
          after: after ?? null,
        })),
      },
      settings: settings.map(told),
      inputs: inputs.map(told),
      canvas: canvas.map(told),
    };
  }

  /** The version becomes the draft; what is published and what runs stay. @throws WORKFLOW_NOT_FOUND, VERSION_NOT_FOUND, PRECONDITION_FAILED */
  async restore(caller: Caller, id: string, version: number, ifMatch: string | undefined): Promise<Workflow> {
    const { definition } = await this.content(caller.companyId, id, version);
    return this.service.saveDraft(caller, id, definition, ifMatch);
  }

  private async content(companyId: string, id: string, side: Side): Promise<Content> {
    const { draft, draftHash } = await this.workflows.require(companyId, id);
    if (side === 'draft') return { version: null, contentHash: draftHash, definition: draft };
    return this.versions.require(companyId, id, side);
  }
}
