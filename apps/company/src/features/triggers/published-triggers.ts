import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { automaticTrigger, newId, type AutomaticTrigger } from '#libs/contracts';
import type { Tx } from '#libs/platform/database';
import type { Definition, WorkflowNode } from '#libs/workflow';
import { HookDirectory } from '../hooks/hook-directory.js';
import { HookTokens } from './hook-tokens.js';
import type { Sealer } from '#libs/platform/vault';
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

/** What a trigger is made of. */
interface Following {
  node: WorkflowNode;
  kind: AutomaticTrigger;
  at: number;
  sealer: Sealer;
}

/** Triggers follow publication: each call is part of the commit that publishes, rolls back or deletes. */
@Injectable()
export class PublishedTriggers {
  constructor(
    private readonly rows: TriggerRepository,
    private readonly tokens: HookTokens,
    private readonly hooks: HookDirectory,
  ) {}

  /** Asked for before the transaction in which triggers follow. */
  prepare(companyId: string): Promise<Sealer> {
    return this.tokens.sealer(companyId);
  }

  /** The triggers of this version are in force, and no others of the workflow. `at`: database time, epoch ms. */
  async follow(tx: Tx, version: PublishedVersion, at: number, sealer: Sealer): Promise<void> {
    const rows = this.rows.in(tx);
    const { companyId, workflowId } = version;
    const known = new Map((await rows.find(companyId, { where: { workflowId } })).map((row) => [row.node, row]));
    for (const node of version.definition.nodes) {
      if (!isAutomatic(node.kind) || node.parent !== undefined) continue;
      const row = known.get(node.id);
      known.delete(node.id);
      if (row)
        await rows.update(companyId, { id: row.id }, this.changed(row, version, { node, kind: node.kind, at, sealer }));
      else await rows.insert(companyId, this.fresh(version, { node, kind: node.kind, at, sealer }));
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

  private fresh(version: PublishedVersion, { node, kind, at, sealer }: Following): TriggerRow {
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
      ...this.addressOf(sealer, { companyId, id }, kind),
      ...watchOf(kind, { id, config: node.config, createdAt: at }, at),
      lastFiredAt: null,
      createdAt: at,
    };
  }

  /** A node that stays what it was keeps its place in time, so that publishing neither loses a slot nor repeats one. */
  private changed(row: TriggerRow, version: PublishedVersion, { node, kind, at, sealer }: Following) {
    const isSame = row.published && row.kind === kind && isDeepStrictEqual(row.config, node.config);
    return {
      kind,
      config: node.config,
      versionId: version.id,
      version: version.version,
      published: true,
      ...(row.kind === kind ? {} : this.addressOf(sealer, row, kind)),
      ...(isSame ? {} : watchOf(kind, { ...row, config: node.config }, at)),
      ...(row.paused ? unwatched : {}),
    };
  }

  private addressOf(sealer: Sealer, of: Pick<TriggerRow, 'companyId' | 'id'>, kind: AutomaticTrigger) {
    return kind === 'trigger.webhook' ? this.tokens.fresh(sealer, of) : { tokenHash: null, sealedToken: null };
  }
}
