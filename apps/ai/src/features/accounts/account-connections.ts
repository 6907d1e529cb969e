import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { providers, type ProviderDef } from '#libs/catalog/providers/defs';
import { providerRuns } from '#libs/catalog/providers/runs';
import { SecretUses } from '#libs/platform/audit';
import { EgressPolicy, SafeHttp } from '#libs/platform/security';
import type { AnyProvider } from '../models/connected-provider.js';
import { accountFetch, type SecretSource } from './account-fetch.js';
import { AccountSecrets } from './account-secrets.js';
import { originsOf } from './account-settings.js';
import type { ProviderAccountRow } from './provider-account.entity.js';
import { ProviderAccountRepository } from './provider-account.repository.js';
import { Veil } from './veil.js';

export interface Connection {
  def: ProviderDef;
  provider: AnyProvider;
}
interface Kept extends Connection {
  revision: number;
  http: SafeHttp;
}

/** Accounts whose clients are kept; the one used longest ago goes first. */
const kept = 500;

/** Undefined for a provider of a newer version, during a deploy. */
export const providerDef = (id: string): ProviderDef | undefined =>
  Object.hasOwn(providers, id) ? (providers as Readonly<Record<string, ProviderDef>>)[id] : undefined;

type Connect = (settings: unknown, needs: { fetch: typeof globalThis.fetch }) => AnyProvider;
export const connect = (id: string, settings: unknown, fetch: typeof globalThis.fetch): AnyProvider =>
  (providerRuns as unknown as Readonly<Record<string, Connect>>)[id]!(settings, { fetch });

/**
 * The clients of companies' accounts, each with connections of its own. They reach what the egress policy allows everybody, not the
 * private addresses that the operator named for providers of his.
 */
@Injectable()
export class AccountConnections implements OnApplicationShutdown {
  private readonly connections = new LRUCache<string, Kept>({
    max: kept,
    // Answers that are on their way come to their end.
    dispose: ({ http }) => void http.drain().catch(() => undefined),
  });

  constructor(
    private readonly secrets: AccountSecrets,
    private readonly rows: ProviderAccountRepository,
    private readonly egress: EgressPolicy,
    private readonly uses: SecretUses,
  ) {}

  /** The client of an account as it is now; undefined when this version knows no such provider. */
  async of(row: ProviderAccountRow): Promise<Connection | undefined> {
    const known = this.connections.get(row.id);
    if (known?.revision === row.revision) return known;
    const def = providerDef(row.provider);
    if (!def) return undefined;
    const http = new SafeHttp(this.egress, { connections: connectionsEach });
    const provider = await this.connect(row, http);
    const meanwhile = this.connections.get(row.id);
    if (meanwhile?.revision === row.revision) {
      void http.close();
      return meanwhile;
    }
    const made = { def, provider, http, revision: row.revision };
    this.connections.set(row.id, made);
    return made;
  }

  /** The account is no more. */
  drop(id: string): void {
    this.connections.delete(id);
  }

  async onApplicationShutdown(): Promise<void> {
    const all = [...this.connections.values()];
    this.connections.clear();
    await Promise.all(all.map(({ http }) => http.close()));
  }

  /** An account that cannot be opened answers every call with the reason; the company's other providers go on. */
  private async connect(row: ProviderAccountRow, http: SafeHttp): Promise<AnyProvider> {
    try {
      const veil = new Veil(await this.secrets.open(row.sealed, row));
      const fetch = accountFetch(http, { veil, source: this.sourceOf(row), origins: originsOf(row.settings) });
      return connect(row.provider, { ...row.settings, ...veil.settings }, fetch);
    } catch (error) {
      return { stream: () => failing(error), tasks: {} };
    }
  }

  private sourceOf(row: ProviderAccountRow): SecretSource {
    const secret = { type: 'ai-provider', id: row.id, companyId: row.companyId, label: row.name };
    let rotating = row.previousSealed !== null;
    return {
      current: () => {
        if (row.sealed !== null) this.uses.note(secret, { runsTogether: true });
        return this.secrets.open(row.sealed, row);
      },
      previous: async () =>
        rotating && (row.previousUntil ?? 0) > Date.now() ? this.secrets.open(row.previousSealed, row) : undefined,
      accepted: () => {
        if (!rotating) return;
        rotating = false;
        // When it is not written down, the time of the previous one ends by itself.
        this.rows.confirm(row).catch(() => undefined);
      },
    };
  }
}

/** Streams of one account at once that this process can carry. */
export const connectionsEach = 1024;

const failing = (error: unknown): AsyncIterable<never> => ({
  [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(error as Error) }),
});
