import {
  modelNamed,
  type ModelDef,
  type NativeTasks,
  type Provider,
  type ProviderDef,
} from '#libs/catalog/providers/defs';

/** Some tasks of its own, or none. */
export type AnyProvider = Pick<Provider, 'stream' | 'embed' | 'catalogue'> & { tasks: Partial<NativeTasks> };

/** A provider that a company can call. */
export interface ConnectedProvider {
  /** How the ids of its models begin: `openai`, or what the company called its account. */
  id: string;
  /** The account whose key is used, the same in all replicas: what breakers and limits hold on to. `aip_…` or `operator:openai`. */
  key: string;
  /** `endpoint`: a custom inference endpoint, of which nothing is known beforehand. */
  source: 'company' | 'operator' | 'builtin' | 'endpoint';
  def: ProviderDef;
  provider: AnyProvider;
  /** Its model for requests that name none. */
  defaultModel: string;
  /** Listed ones, and those that its own catalogue tells of. */
  models: readonly ModelDef[];
  /** Names that its own catalogue tells of, when it has one and was read. */
  discovered?: ReadonlySet<string> | undefined;
}

/** Which model of which provider answers. */
export interface Target {
  connected: ConnectedProvider;
  /** As the provider calls it. */
  name: string;
  /** As the platform calls it: `openai/gpt-5-mini`. */
  id: string;
  model: ModelDef;
}

/** What a request needs of a model. A schema can be asked for of every model, by its prompt where nothing else helps. */
export interface ModelNeeds {
  tools?: boolean;
  images?: boolean;
  schema?: boolean;
  embeddings?: boolean;
}

/** What is known of a model of a provider; undefined for a name that neither its list nor its catalogue has. */
export const modelOf = (
  { def, models }: Pick<ConnectedProvider, 'def' | 'models'>,
  name: string,
): ModelDef | undefined => modelNamed({ ...def, models }, name);

/** A model that is not listed is taken for a large one; its price is unknown. */
export function targetOf(connected: ConnectedProvider, name: string): Target {
  const unlisted: ModelDef = { name, title: name, contextTokens: null, tools: true, tier: 'large', price: null };
  return { connected, name, id: `${connected.id}/${name}`, model: modelOf(connected, name) ?? unlisted };
}

/** Listed models, each with what the provider's own catalogue knows better, and further ones of the catalogue. */
export function mergedModels(def: ProviderDef, discovered: readonly ModelDef[] | undefined): readonly ModelDef[] {
  if (!discovered) return def.models;
  const found = new Map(discovered.map((model) => [model.name, model]));
  const listed = def.models.map((model) => {
    const told = found.get(model.name);
    found.delete(model.name);
    return told ? better(def, model, told) : model;
  });
  return [...listed, ...found.values()];
}

function better({ toolCheck }: ProviderDef, model: ModelDef, told: ModelDef): ModelDef {
  const { price, priceAsOf } = told;
  return {
    ...told,
    ...model,
    contextTokens: model.contextTokens ?? told.contextTokens,
    tools: toolCheck === 'catalogue' ? told.tools : model.tools,
    ...(price ? { price, ...(priceAsOf === undefined ? {} : { priceAsOf }) } : {}),
  };
}
