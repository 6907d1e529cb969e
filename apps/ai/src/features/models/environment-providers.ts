import type { OnApplicationShutdown } from '@nestjs/common';
import { providers, type ProviderDef, type ProviderId } from '#libs/catalog/providers/defs';
import type { ConfigOf } from '#libs/platform/config';
import { EgressPolicy, SafeHttp } from '#libs/platform/security';
import type { modelConfig } from '../../config.js';
import { connect, connectionsEach } from '../accounts/account-connections.js';
import { originsOf, split, type Settings } from '../accounts/account-settings.js';
import { withoutSecrets } from '../accounts/refusals.js';
import type { ConnectedProvider } from './connected-provider.js';

type Variables = ConfigOf<(typeof modelConfig)['variables']>;

interface Said {
  id: ProviderId;
  /** Undefined where the environment is silent. */
  settings: (from: Variables) => Settings | undefined;
  model: (from: Variables) => string | undefined;
}
const byKey = (apiKey: string | undefined): Settings | undefined => (apiKey === undefined ? undefined : { apiKey });

/** What the environment says of each provider; the preferred first. */
const said: readonly Said[] = [
  {
    id: 'openai',
    settings: ({ openaiKey, openaiUrl }) =>
      openaiKey === undefined ? undefined : { apiKey: openaiKey, baseUrl: openaiUrl },
    model: ({ openaiModel }) => openaiModel,
  },
  {
    id: 'anthropic',
    settings: ({ anthropicKey }) => byKey(anthropicKey),
    model: ({ anthropicModel }) => anthropicModel,
  },
  { id: 'gemini', settings: ({ googleKey }) => byKey(googleKey), model: ({ googleModel }) => googleModel },
  {
    id: 'openrouter',
    settings: ({ openrouterKey }) => byKey(openrouterKey),
    model: ({ openrouterModel }) => openrouterModel,
  },
  {
    id: 'ollama',
    settings: ({ ollamaUrl }) => (ollamaUrl === undefined ? undefined : { baseUrl: ollamaUrl }),
    model: ({ ollamaModel }) => ollamaModel,
  },
];

/** The operator's providers, for every company that has none of its own; and the built-in rules, which everybody has. */
export class EnvironmentProviders implements OnApplicationShutdown {
  /** The preferred first. */
  readonly connected: readonly ConnectedProvider[];
  readonly builtin: ConnectedProvider;
  private readonly clients: SafeHttp[] = [];

  constructor(variables: Variables) {
    this.connected = said.flatMap((each) => {
      const settings = each.settings(variables);
      return settings ? [this.connect(providers[each.id], settings, each.model(variables))] : [];
    });
    const provider = connect('builtin', {}, globalThis.fetch);
    const def = providers.builtin;
    this.builtin = {
      id: 'builtin',
      key: 'builtin',
      source: 'builtin',
      def,
      provider,
      defaultModel: 'rules',
      models: def.models,
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.close()));
  }

  private connect(def: ProviderDef, given: Settings, model: string | undefined): ConnectedProvider {
    const settings = def.settings.parse(given) as Settings;
    const provider = connect(def.id, settings, this.reaching(originsOf(settings), split(def, settings).secrets));
    const defaultModel = model ?? firstModel(def);
    return {
      id: def.id,
      key: `operator:${def.id}`,
      source: 'operator',
      def,
      provider,
      defaultModel,
      models: def.models,
    };
  }

  /** The operator named these addresses, so his provider alone may reach them even when they are private. Deadlines are the caller's. */
  private reaching(origins: readonly string[], secrets: unknown): typeof globalThis.fetch {
    const places = origins.map((origin) => {
      const { host, hostname, protocol, port } = new URL(origin);
      return port ? host : `${hostname}:${protocol === 'https:' ? 443 : 80}`;
    });
    const client = new SafeHttp(new EgressPolicy(places), { connections: connectionsEach });
    this.clients.push(client);
    const fetch = async (url: string, init: object) => withoutSecrets(await client.light(url, init), secrets);
    return fetch as unknown as typeof globalThis.fetch;
  }
}

/** The first that answers; an empty name where a provider lists none. */
export const firstModel = (def: ProviderDef): string =>
  def.models.find(({ kind = 'chat' }) => kind === 'chat')?.name ?? '';
