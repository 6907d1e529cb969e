import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { automaticTrigger, newId, type AutomaticTrigger } from '#libs/contracts';
import type { Tx } from '#libs/platform/database';
import type { Definition, WorkflowNode } from '#libs/workflow';
import { HookDirectory } from '../hooks/hook-directory.js';
import { HookTokens } from './hook-tokens.js';
import type { TriggerRow } from './trigger.entity.js';
import { TriggerRepository } from './trigger.repository.js';
import { unwatched, watchOf } from './watch.js';

/** The version that new runs take from now on. */
export interface PublishedVersion {
  id: string;
  companyId: string;
  workflowId: string;
  version: number;
  definition: Definition;
}

const isAutomatic = (kind: string): kind is AutomaticTrigger => automaticTrigger.safeParse(kind).success;

/** Triggers follow publication: each call is part of the commit that publishes, rolls back or deletes. */
@Injectable()
export class PublishedTriggers {
  constructor(
    private readonly rows: TriggerRepository,
    private readonly tokens: HookTokens,
    private readonly hooks: HookDirectory,
  ) {}

  /** The triggers of this version are in force, and no others of the workflow. `at`: database time, epoch ms. */
  async follow(tx: Tx, version: PublishedVersion, at: number): Promise<void> {
    const rows = this.rows.in(tx);
    const { companyId, workflowId } = version;
    const known = new Map((await rows.find(companyId, { where: { workflowId } })).map((row) => [row.node, row]));
    for (const node of version.definition.nodes) {
      if (!isAutomatic(node.kind) || node.parent !== undefined) continue;
      const row = known.get(node.id);
      known.delete(node.id);
      if (row) await rows.update(companyId, { id: row.id }, this.changed(row, version, node, node.kind, at));
      else await rows.insert(companyId, this.fresh(version, node, node.kind, at));
    }
    for (const { id, published } of known.values())
      if (published) await rows.update(companyId, { id }, { published: false, ...unwatched });
    tx.afterCommit(() => this.hooks.forget());
  }

  /** The workflow starts no runs any more. */
  async withdraw(tx: Tx, companyId: string, workflowId: string): Promise<void> {
    await this.rows.in(tx).update(companyId, { workflowId }, { published: false, ...unwatched });
    tx.afterCommit(() => this.hooks.forget());
  }

  private fresh(version: PublishedVersion, node: WorkflowNode, kind: AutomaticTrigger, at: number): TriggerRow {
    const { companyId, workflowId } = version;
    const id = newId('trigger');
    return {
      id,
      companyId,
      workflowId,
      node: node.id,
      kind,
      config: node.config,
      versionId: version.id,
      version: version.version,
      published: true,
      paused: false,
      ...this.addressOf(companyId, id, kind),
      ...watchOf(kind, { id, config: node.config, createdAt: at }, at),
      lastFiredAt: null,
      createdAt: at,
    };
  }

  /** A node that stays what it was keeps its place in time, so that publishing neither loses a slot nor repeats one. */
  private changed(row: TriggerRow, version: PublishedVersion, node: WorkflowNode, kind: AutomaticTrigger, at: number) {
    const isSame = row.published && row.kind === kind && isDeepStrictEqual(row.config, node.config);
    return {
      kind,
      config: node.config,
      versionId: version.id,
      version: version.version,
      published: true,
      ...(row.kind === kind ? {} : this.addressOf(row.companyId, row.id, kind)),
      ...(isSame ? {} : watchOf(kind, { ...row, config: node.config }, at)),
      ...(row.paused ? unwatched : {}),
    };
  }

  private addressOf(companyId: string, id: string, kind: AutomaticTrigger) {
    return kind === 'trigger.webhook' ? this.tokens.fresh(companyId, id) : { tokenHash: null, sealedToken: null };
  }
}
