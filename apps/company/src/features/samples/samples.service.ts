import { Injectable } from '@nestjs/common';
import {
  AppError,
  newId,
  type Caller,
  type Page,
  type PageQuery,
  type Sample,
  type SampleSummary,
} from '#libs/contracts';
import { stepView } from '#libs/engine';
import { Database, TenantRepository, type Tx } from '#libs/platform/database';
import type { Definition } from '#libs/workflow';
import { RunsService } from '../runs/runs.service.js';
import { outputOf } from '../runs/step-values.js';
import { WorkflowRepository } from '../workflows/workflow.repository.js';
import { sampleEntity, type SampleRow } from './sample.entity.js';

const limits = { bytes: 256 * 1024, samples: 100, workflowBytes: 8 * 1024 * 1024 };

type Pinned = { output?: unknown } | { from: { runId: string; path: string } };

/** Outputs that people pin to the steps of a workflow, for trying it out. They belong to the draft and outlive its edits. */
@Injectable()
export class SamplesService {
  private readonly rows: TenantRepository<SampleRow>;

  constructor(
    private readonly db: Database,
    private readonly workflows: WorkflowRepository,
    private readonly runs: RunsService,
  ) {
    this.rows = new TenantRepository(db, sampleEntity);
  }

  /** @throws WORKFLOW_NOT_FOUND */
  async list({ companyId }: Caller, workflowId: string, page: PageQuery): Promise<Page<SampleSummary>> {
    const nodes = nodesOf((await this.workflows.require(companyId, workflowId)).draft);
    const found = await this.rows.page(companyId, { ...page, where: { workflowId }, columns: summaryColumns });
    return { items: found.items.map((row) => summaryView(row, nodes)), nextCursor: found.nextCursor };
  }

  /** @throws WORKFLOW_NOT_FOUND, SAMPLE_NOT_FOUND */
  async get({ companyId }: Caller, workflowId: string, node: string): Promise<Sample> {
    const { draft } = await this.workflows.require(companyId, workflowId);
    const row = await this.rows.findOne(companyId, { workflowId, node });
    if (!row) throw new AppError('SAMPLE_NOT_FOUND');
    return { ...summaryView(row, nodesOf(draft)), output: row.output };
  }

  /**
   * Pins a value, or what a step of one of the workflow's runs gave.
   * @throws WORKFLOW_NOT_FOUND, NODE_NOT_FOUND, RUN_NOT_FOUND, STEP_NOT_FOUND, CONFLICT, VALIDATION_FAILED, LIMIT_EXCEEDED
   */
  async pin(caller: Caller, workflowId: string, node: string, pinned: Pinned): Promise<Sample> {
    const { companyId } = caller;
    const { draft } = await this.workflows.require(companyId, workflowId);
    if (!nodesOf(draft).has(node)) throw new AppError('NODE_NOT_FOUND', { detail: `The draft has no step ${node}` });
    const from = 'from' in pinned ? pinned.from : undefined;
    const output = 'from' in pinned ? await this.outputOf(companyId, workflowId, node, pinned.from) : pinned.output;
    const bytes = sizeOf(output);
    const row: SampleRow = {
      id: newId('sample'),
      companyId,
      workflowId,
      node,
      output: output ?? null,
      bytes,
      fromRun: from?.runId ?? null,
      fromPath: from?.path ?? null,
      savedBy: caller.userId ?? null,
      savedAt: await this.db.now(),
    };
    await this.db.transaction(async (tx) => {
      await this.assertRoom(tx, row);
      const rows = this.rows.in(tx);
      await rows.delete(companyId, { workflowId, node });
      await rows.insert(companyId, row);
    });
    return { ...summaryView(row, nodesOf(draft)), output: row.output };
  }

  /** @throws WORKFLOW_NOT_FOUND, SAMPLE_NOT_FOUND */
  async unpin({ companyId }: Caller, workflowId: string, node: string): Promise<void> {
    await this.workflows.require(companyId, workflowId);
    if ((await this.rows.delete(companyId, { workflowId, node })) === 0) throw new AppError('SAMPLE_NOT_FOUND');
  }

  /** Every pinned output of a workflow, by node id. */
  async outputs(companyId: string, workflowId: string): Promise<Map<string, unknown>> {
    const rows = await this.rows.find(companyId, { where: { workflowId }, limit: limits.samples });
    return new Map(rows.map(({ node, output }) => [node, output]));
  }

  /** Bounds are counted with the workflow's row locked, so that two who pin at once do not pass them together. @throws LIMIT_EXCEEDED */
  private async assertRoom(tx: Tx, { companyId, workflowId, node, bytes }: SampleRow): Promise<void> {
    await tx.query(`SELECT id FROM workflows WHERE id = ? AND company_id = ?${tx.sql.forUpdate}`, [
      workflowId,
      companyId,
    ]);
    const [sum] = await tx.query<{ count: number; bytes: number | null }>(
      'SELECT COUNT(*) AS count, SUM(bytes) AS bytes FROM workflow_samples WHERE company_id = ? AND workflow_id = ? AND node <> ?',
      [companyId, workflowId, node],
    );
    if (Number(sum?.count ?? 0) >= limits.samples)
      throw exceeded('samples.count', limits.samples, 'Samples of one workflow');
    if (Number(sum?.bytes ?? 0) + bytes > limits.workflowBytes)
      throw exceeded('samples.bytes', limits.workflowBytes, 'Bytes of all samples of one workflow');
  }

  private async outputOf(
    companyId: string,
    workflowId: string,
    node: string,
    { runId, path }: { runId: string; path: string },
  ): Promise<unknown> {
    if (path.slice(path.lastIndexOf('/') + 1) !== node)
      throw new AppError('VALIDATION_FAILED', {
        detail: `from.path: expected the path of a step ${node}`,
        issues: [{ path: 'from.path', message: `expected the path of a step ${node}` }],
      });
    return this.runs.look(companyId, runId, ({ row, view, loaded }) => {
      if (row.workflowId !== workflowId)
        throw new AppError('RUN_NOT_FOUND', { detail: 'The run is of another workflow' });
      const step = stepView(loaded.flow, view.state, path);
      if (!step) throw new AppError('STEP_NOT_FOUND');
      if (step.status !== 'succeeded')
        throw new AppError('CONFLICT', { detail: `The step is ${step.status} and has given nothing` });
      return outputOf(loaded.flow, view, path);
    });
  }
}

const nodesOf = ({ nodes }: Definition): Set<string> => new Set(nodes.map(({ id }) => id));

const summaryColumns = ['node', 'bytes', 'fromRun', 'fromPath', 'savedBy', 'savedAt'] as const;

const summaryView = (row: Pick<SampleRow, (typeof summaryColumns)[number]>, nodes: Set<string>): SampleSummary => ({
  node: row.node,
  bytes: row.bytes,
  from: row.fromRun !== null && row.fromPath !== null ? { runId: row.fromRun, path: row.fromPath } : null,
  inDraft: nodes.has(row.node),
  savedBy: row.savedBy,
  savedAt: new Date(row.savedAt).toISOString(),
});

const exceeded = (limit: string, maximum: number, what: string) =>
  new AppError('LIMIT_EXCEEDED', { detail: `${what}: at most ${maximum}`, limit, maximum });

/** @throws LIMIT_EXCEEDED */
function sizeOf(output: unknown): number {
  const bytes = Buffer.byteLength(JSON.stringify(output ?? null));
  if (bytes > limits.bytes) throw exceeded('sample.bytes', limits.bytes, `The sample has ${bytes} bytes`);
  return bytes;
}
