/** The life of a workflow from its first draft on, whole so that its order can be read: versions, copies and documents have services of their own. */
import { Injectable } from '@nestjs/common';
import {
  AppError,
  newId,
  type Caller,
  type Page,
  type PageQuery,
  type Workflow,
  type WorkflowProblem,
  type WorkflowSummary,
  type WorkflowVersion,
} from '#libs/contracts';
import { contains, Database } from '#libs/platform/database';
import { definition, type Definition } from '#libs/workflow';
import { CredentialReferences } from '../credentials/credential-references.js';
import { PublishedTriggers } from '../triggers/published-triggers.js';
import { followRenames, nodeRenames } from '../samples/node-renames.js';
import { ReferenceCheck } from './references/reference-check.js';
import { contentHash, problemsOf } from './definition-check.js';
import { LastRuns } from './last-runs.repository.js';
import type { VersionRow, WorkflowRow } from './workflow.entity.js';
import { VersionRepository, WorkflowRepository } from './workflow.repository.js';
import {
  etagOf,
  summaryColumns,
  summaryView,
  versionSummary,
  versionSummaryColumns,
  versionView,
  workflowView,
} from './workflow.view.js';

@Injectable()
export class WorkflowsService {
  constructor(
    private readonly db: Database,
    private readonly workflows: WorkflowRepository,
    private readonly versions: VersionRepository,
    private readonly lastRuns: LastRuns,
    private readonly triggers: PublishedTriggers,
    private readonly credentials: CredentialReferences,
    private readonly references: ReferenceCheck,
  ) {}

  async create(
    caller: Caller,
    request: { name: string; description?: string | undefined; definition: Definition },
  ): Promise<Workflow> {
    await this.credentials.assertKnown(caller.companyId, request.definition);
    return this.keep(caller, request);
  }

  /** A draft as it comes, from elsewhere: what it names need not be here before it is published. */
  async keep(
    caller: Caller,
    request: { id?: string; name: string; description?: string | undefined; definition: Definition },
  ): Promise<Workflow> {
    const now = await this.db.now();
    const row: WorkflowRow = {
      id: request.id ?? newId('workflow'),
      companyId: caller.companyId,
      name: request.name,
      description: request.description ?? '',
      draft: request.definition,
      draftHash: contentHash(request.definition),
      nodeCount: request.definition.nodes.length,
      currentVersion: 0,
      currentHash: '',
      latestVersion: 0,
      createdAt: now,
      updatedAt: now,
      deleted: false,
    };
    await this.workflows.insert(caller.companyId, row);
    return workflowView(row, null, problemsOf(row.draft));
  }

  async list(
    caller: Caller,
    query: PageQuery & { search?: string | undefined; deleted?: 'true' | 'false' },
  ): Promise<Page<WorkflowSummary>> {
    const { search, deleted, ...page } = query;
    const found = await this.workflows.page(caller.companyId, {
      ...page,
      where: { deleted: deleted === 'true', ...(search ? { name: contains(search) } : {}) },
      order: ['updatedAt', 'desc'],
      columns: summaryColumns,
    });
    const last = await this.lastRuns.of(
      caller.companyId,
      found.items.map(({ id }) => id),
    );
    return {
      items: found.items.map((row) => summaryView(row, last.get(row.id) ?? null)),
      nextCursor: found.nextCursor,
    };
  }

  /** @throws WORKFLOW_NOT_FOUND */
  async get(caller: Caller, id: string): Promise<Workflow> {
    return this.view(await this.workflows.require(caller.companyId, id));
  }

  isThere({ companyId }: Caller, id: string): Promise<boolean> {
    return this.workflows.exists(companyId, { id, deleted: false });
  }

  /** @throws WORKFLOW_NOT_FOUND */
  async rename(
    caller: Caller,
    id: string,
    changes: { name?: string | undefined; description?: string | undefined },
  ): Promise<Workflow> {
    await this.workflows.require(caller.companyId, id);
    const { name, description } = changes;
    await this.workflows.update(
      caller.companyId,
      { id },
      {
        ...(name === undefined ? {} : { name }),
        ...(description === undefined ? {} : { description }),
        updatedAt: await this.db.now(),
      },
    );
    return this.get(caller, id);
  }

  /** Its versions stay for the runs that are pinned to them. @throws WORKFLOW_NOT_FOUND */
  async delete(caller: Caller, id: string): Promise<void> {
    await this.workflows.require(caller.companyId, id);
    const updatedAt = await this.db.now();
    await this.db.transaction(async (tx) => {
      await this.workflows.in(tx).update(caller.companyId, { id }, { deleted: true, updatedAt });
      await this.triggers.withdraw(tx, caller.companyId, id);
    });
  }

  /** Saves the draft if nobody else did since `ifMatch` was loaded. @throws PRECONDITION_REQUIRED, PRECONDITION_FAILED */
  async saveDraft(caller: Caller, id: string, definition: Definition, ifMatch: string | undefined): Promise<Workflow> {
    if (ifMatch === undefined)
      throw new AppError('PRECONDITION_REQUIRED', {
        detail: 'Send If-Match with the etag of the draft that you changed',
      });
    const row = await this.workflows.require(caller.companyId, id);
    await this.credentials.assertKnown(caller.companyId, definition);
    const changes = {
      draft: definition,
      draftHash: contentHash(definition),
      nodeCount: definition.nodes.length,
      updatedAt: await this.db.now(),
    };
    const expected = ifMatch === '*' ? row.draftHash : ifMatch.replace(/^W\//, '').replaceAll('"', '');
    if ((await this.workflows.update(caller.companyId, { id, draftHash: expected, deleted: false }, changes)) === 0) {
      const { draftHash } = await this.workflows.require(caller.companyId, id);
      throw new AppError('PRECONDITION_FAILED', {
        detail: 'The draft was changed by somebody else',
        etag: etagOf(draftHash),
      });
    }
    await followRenames(this.db, { companyId: caller.companyId, workflowId: id }, nodeRenames(row.draft, definition));
    return this.view({ ...row, ...changes });
  }

  /** Also whether what the definition names is there, once it has the shape of one. */
  async validate(caller: Caller, given: unknown): Promise<{ problems: WorkflowProblem[] }> {
    const problems = problemsOf(given);
    const parsed = definition.safeParse(problems.some(({ code }) => code === 'TOO_DEEP') ? undefined : given);
    return {
      problems: parsed.success ? [...problems, ...(await this.references.problems(caller, parsed.data))] : problems,
    };
  }

  /**
   * Freezes the draft as the next version; an unchanged draft gives the current version again, also to the second of two who publish at once.
   * @throws WORKFLOW_NOT_FOUND, WORKFLOW_INVALID with every problem, node by node; PRECONDITION_FAILED when the draft changes meanwhile
   */
  async publish(caller: Caller, id: string, note: string | undefined): Promise<WorkflowVersion> {
    const draft = await this.workflows.require(caller.companyId, id);
    assertPublishable(draft.draft);
    await this.credentials.assertKnown(caller.companyId, draft.draft);
    const version =
      draft.draftHash === draft.currentHash ? undefined : await this.commitVersion(caller, draft, note ?? '');
    if (version) return versionView(version, version.version);
    const { currentVersion, currentHash } = await this.workflows.require(caller.companyId, id);
    if (currentHash !== draft.draftHash)
      throw new AppError('PRECONDITION_FAILED', { detail: 'The workflow was changed or published by somebody else' });
    return versionView(await this.versions.require(caller.companyId, id, currentVersion), currentVersion);
  }

  async listVersions(caller: Caller, id: string, query: PageQuery) {
    const { currentVersion } = await this.workflows.require(caller.companyId, id);
    const found = await this.versions.page(caller.companyId, {
      ...query,
      where: { workflowId: id },
      order: ['version', 'desc'],
      columns: versionSummaryColumns,
    });
    return { items: found.items.map((row) => versionSummary(row, currentVersion)), nextCursor: found.nextCursor };
  }

  /** @throws WORKFLOW_NOT_FOUND, VERSION_NOT_FOUND */
  async version(caller: Caller, id: string, version: number): Promise<WorkflowVersion> {
    const { currentVersion } = await this.workflows.require(caller.companyId, id);
    return versionView(await this.versions.require(caller.companyId, id, version), currentVersion);
  }

  /** New runs take the older version from now on; the draft stays as it is. @throws WORKFLOW_NOT_FOUND, VERSION_NOT_FOUND */
  async rollback(caller: Caller, id: string, version: number): Promise<WorkflowVersion> {
    await this.workflows.require(caller.companyId, id);
    const row = await this.versions.require(caller.companyId, id, version);
    await this.credentials.assertKnown(caller.companyId, row.definition);
    const updatedAt = await this.db.now();
    const sealer = await this.triggers.prepare(caller.companyId);
    await this.db.transaction(async (tx) => {
      const changes = { currentVersion: version, currentHash: row.contentHash, updatedAt };
      await this.workflows.in(tx).update(caller.companyId, { id }, changes);
      await this.triggers.follow(tx, row, updatedAt, sealer);
    });
    return versionView(row, version);
  }

  /**
   * The compare-and-set on the newest number and the draft keeps two publishers from making the same version.
   * @returns undefined when somebody else was faster
   */
  private async commitVersion(caller: Caller, draft: WorkflowRow, note: string): Promise<VersionRow | undefined> {
    const now = await this.db.now();
    const version: VersionRow = {
      id: newId('workflowVersion'),
      companyId: caller.companyId,
      workflowId: draft.id,
      version: draft.latestVersion + 1,
      definition: draft.draft,
      contentHash: draft.draftHash,
      note,
      publishedBy: caller.userId ?? null,
      publishedAt: now,
    };
    const sealer = await this.triggers.prepare(caller.companyId);
    return this.db.transaction(async (tx) => {
      const claimed = await this.workflows.in(tx).update(
        caller.companyId,
        { id: draft.id, latestVersion: draft.latestVersion, draftHash: draft.draftHash },
        {
          latestVersion: version.version,
          currentVersion: version.version,
          currentHash: version.contentHash,
          updatedAt: now,
        },
      );
      if (claimed === 0) return undefined;
      await this.versions.in(tx).insert(caller.companyId, version);
      await this.triggers.follow(tx, version, now, sealer);
      return version;
    });
  }

  private async view(row: WorkflowRow): Promise<Workflow> {
    const last = await this.lastRuns.of(row.companyId, [row.id]);
    return workflowView(row, last.get(row.id) ?? null, problemsOf(row.draft));
  }
}

/** @throws WORKFLOW_INVALID with every problem */
function assertPublishable(definition: Definition): void {
  const problems = problemsOf(definition);
  const [first, ...more] = problems.filter(({ severity }) => severity === 'error');
  if (!first) return;
  const count = more.length === 0 ? '1 problem' : `${more.length + 1} problems`;
  throw new AppError('WORKFLOW_INVALID', { detail: `${count} must be solved first: ${first.message}`, problems });
}
