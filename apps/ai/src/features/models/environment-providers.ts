import type { OnApplicationShutdown } from '@nestjs/common';
import { providers, type ProviderDef } from '#libs/catalog/providers/defs';
import type { ConfigOf } from '#libs/platform/config';
import { EgressPolicy, SafeHttp } from '#libs/platform/security';
import type { modelConfig } from '../../config.js';
import { connect, connectionsEach, providerDef } from '../accounts/account-connections.js';
import { originsOf, type Settings } from '../accounts/account-settings.js';
import type { ConnectedProvider } from './connected-provider.js';

type Variables = ConfigOf<(typeof modelConfig)['variables']>;

/** What the environment says of each provider; undefined where it is silent. The preferred first. */
const said: readonly [id: string, (from: Variables) => Settings | undefined, (from: Variables) => string | undefined][] = [
  ['openai', ({ openaiKey: apiKey, openaiUrl: baseUrl }) => apiKey && { apiKey, baseUrl }, (from) => from.openaiModel],
  ['anthropic', ({ anthropicKey: apiKey }) => apiKey && { apiKey }, (from) => from.anthropicModel],
  ['gemini', ({ googleKey: apiKey }) => apiKey && { apiKey }, (from) => from.googleModel],
  ['openrouter', ({ openrouterKey: apiKey }) => apiKey && { apiKey }, (from) => from.openrouterModel],
  ['ollama', ({ ollamaUrl: baseUrl }) => baseUrl && { baseUrl }, (from) => from.ollamaModel],
].map(([id, settings, model]) => [id, (from: Variables) => settings(from) || undefined, model]) as never;

/** The operator's providers, for every company that has none of its own; and the built-in rules, which everybody has. */
export class EnvironmentProviders implements OnApplicationShutdown {
  /** The preferred first. */
  readonly connected: readonly ConnectedProvider[];
  readonly builtin: ConnectedProvider;
  private readonly clients: SafeHttp[] = [];

  constructor(variables: Variables) {
    this.connected = said.flatMap(([id, settingsOf, modelOf]) => {
      const def = providerDef(id);
      const settings = settingsOf(variables);
      return def && settings ? [this.connect(def, settings, modelOf(variables))] : [];
    });
    const provider = connect('builtin', {}, globalThis.fetch);
    const def = providers.builtin;
    this.builtin = { id: 'builtin', key: 'builtin', source: 'builtin', def, provider, defaultModel: 'rules', models: def.models };
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.close()));
  }

  private connect(def: ProviderDef, given: Settings, model: string | undefined): ConnectedProvider {
    const settings = def.settings.parse(given) as Settings;
    const provider = connect(def.id, settings, this.reaching(originsOf(settings)));
    const defaultModel = model ?? firstModel(def);
    return { id: def.id, key: `operator:${def.id}`, source: 'operator', def, provider, defaultModel, models: def.models };
  }

  /** The operator named these addresses, so his provider alone may reach them even when they are private. Deadlines are the caller's. */
  private reaching(origins: readonly string[]): typeof globalThis.fetch {
    const places = origins.map((origin) => {
      const { host, hostname, protocol, port } = new URL(origin);
      return port ? host : `${hostname}:${protocol === 'https:' ? 443 : 80}`;
    });
    const client = new SafeHttp(new EgressPolicy(places), { connections: connectionsEach });
    this.clients.push(client);
    const fetch = (url: string, init: object) => client.fetch(url, { ...init, timeoutMs: 0 });
    return fetch as unknown as typeof globalThis.fetch;
  }
}

/** The first that answers; an empty name where a provider lists none. */
export const firstModel = (def: ProviderDef): string =>
  def.models.find(({ kind = 'chat' }) => kind === 'chat')?.name ?? '';
