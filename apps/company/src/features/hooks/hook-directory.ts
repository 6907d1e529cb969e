import { Injectable } from '@nestjs/common';
import { webhookConfig, type WebhookConfig } from '../triggers/trigger-configs.js';
import { Database } from '#libs/platform/database';
import { tokenHash } from '../triggers/hook-tokens.js';

/** A webhook that is in force: published, not paused. */
export interface Hook {
  triggerId: string;
  companyId: string;
  workflowId: string;
  workflowName: string;
  node: string;
  versionId: string;
  version: number;
  config: WebhookConfig;
}

/** How long another process may take a webhook for what it was before a change. */
const keptMs = 2_000;
const kept = 10_000;

/** 256 bits in base64url. */
const tokenForm = /^[\w-]{43}$/;

interface Row {
  id: string;
  company_id: string;
  workflow_id: string;
  name: string;
  node: string;
  version_id: string;
  version: number;
  config: string;
}

/** Which webhook an address leads to: kept in memory for two seconds, so that a busy one costs no statement. */
@Injectable()
export class HookDirectory {
  private readonly entries = new Map<string, { hook: Promise<Hook | undefined>; until: number }>();

  constructor(private readonly db: Database) {}

  /** Undefined for an address that leads nowhere, whatever the reason. */
  async find(token: string): Promise<Hook | undefined> {
    if (!tokenForm.test(token)) return undefined;
    const hash = tokenHash(token);
    const entry = this.entries.get(hash);
    const now = performance.now();
    if (entry && entry.until > now) return entry.hook;
    const hook = this.load(hash);
    this.entries.delete(hash);
    if (this.entries.size >= kept) this.entries.delete(this.entries.keys().next().value!);
    this.entries.set(hash, { hook, until: now + keptMs });
    hook.catch(() => this.entries.delete(hash));
    return hook;
  }

  /** Webhooks have changed, by this process. Rare, and what is kept is cheap to read again. */
  forget(): void {
    this.entries.clear();
  }

  private async load(hash: string): Promise<Hook | undefined> {
    const [row] = await this.db.query<Row>(
      'SELECT t.id, t.company_id, t.workflow_id, w.name, t.node, t.version_id, t.version, t.config ' +
        'FROM triggers t JOIN workflows w ON w.id = t.workflow_id AND w.company_id = t.company_id ' +
        "WHERE t.token_hash = ? AND t.kind = 'trigger.webhook' AND t.published = 1 AND t.paused = 0 AND w.deleted = 0",
      [hash],
    );
    if (!row) return undefined;
    const config = webhookConfig.safeParse(JSON.parse(row.config));
    if (!config.success) return undefined;
    return {
      triggerId: row.id,
      companyId: row.company_id,
      workflowId: row.workflow_id,
      workflowName: row.name,
      node: row.node,
      versionId: row.version_id,
      version: Number(row.version),
      config: config.data,
    };
  }
}
