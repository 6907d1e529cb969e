import type { OnApplicationShutdown } from '@nestjs/common';
import {
  providers,
  type NativeTasks,
  type Provider,
  type ProviderDef,
  type ProviderId,
} from '#libs/catalog/providers/defs';
import { providerRuns } from '#libs/catalog/providers/runs';
import { AppError } from '#libs/contracts';
import type { ConfigOf } from '#libs/platform/config';
import { EgressPolicy, SafeHttp } from '#libs/platform/security';
import type { modelConfig } from '../../config.js';

/** Some tasks of its own, or none. */
type AnyProvider = Pick<Provider, 'stream' | 'embed'> & { tasks: Partial<NativeTasks> };

export interface ConnectedProvider {
  /** `endpoint`: a custom inference endpoint, of which nothing is known beforehand. */
  id: ProviderId | 'endpoint';
  def: ProviderDef;
  provider: AnyProvider;
  /** Its model for requests that name none. */
  defaultModel: string;
  /** Whether its last call was answered; null before the first. */
  healthy: boolean | null;
}

type Settings = ConfigOf<(typeof modelConfig)['variables']>;

/** The providers that this service is set up with, the preferred first; the built-in rules are always the last. */
export class ProviderPool implements OnApplicationShutdown {
  readonly connected: readonly ConnectedProvider[];
  private readonly clients: SafeHttp[] = [];

  constructor(settings: Settings) {
    const { openaiKey, openaiModel, openaiUrl, ollamaUrl, ollamaModel } = settings;
    const connected: ConnectedProvider[] = [];
    const add = (id: ProviderId, provider: AnyProvider, defaultModel: string) =>
      connected.push({ id, def: providers[id], provider, defaultModel, healthy: null });
    if (openaiKey)
      add(
        'openai',
        providerRuns.openai({ apiKey: openaiKey, baseUrl: openaiUrl }, this.reaching(openaiUrl)),
        openaiModel,
      );
    if (ollamaUrl) add('ollama', providerRuns.ollama({ baseUrl: ollamaUrl }, this.reaching(ollamaUrl)), ollamaModel);
    add('builtin', providerRuns.builtin({}, {}), 'rules');
    this.connected = connected;
  }

  /** Remembers how a call ended: only a provider that does not answer is unhealthy, not one that refuses a request. */
  observe(id: ConnectedProvider['id'], error?: unknown): void {
    const entry = this.connected.find((provider) => provider.id === id);
    if (!entry) return;
    if (error === undefined) entry.healthy = true;
    else if (AppError.is(error, 'MODEL_UNAVAILABLE') || AppError.is(error, 'DEADLINE_EXCEEDED')) entry.healthy = false;
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.close()));
  }

  /** The operator named this address, so its provider alone may reach it even when it is private. Deadlines are the caller's. */
  private reaching(address: string): { fetch: typeof globalThis.fetch } {
    const { host, hostname, protocol, port } = new URL(address);
    const client = new SafeHttp(new EgressPolicy([port ? host : `${hostname}:${protocol === 'https:' ? 443 : 80}`]));
    this.clients.push(client);
    const fetch = (url: string, init: object) => client.fetch(url, { ...init, timeoutMs: 0 });
    return { fetch: fetch as unknown as typeof globalThis.fetch };
  }
}
