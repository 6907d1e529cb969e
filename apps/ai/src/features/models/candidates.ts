import type { Price } from '#libs/catalog/providers/defs';
import type { AiSettings } from '#libs/contracts';
import { modelOf, targetOf, type ConnectedProvider, type Target } from './connected-provider.js';

/** Everything that the choice of a model depends on. */
export interface Choice {
  /** The preferred first. */
  connected: readonly ConnectedProvider[];
  routing: AiSettings['routing'];
  /** What the company says of its models, by id. */
  models: AiSettings['models'];
  priceOf: (target: Target) => Price | null;
  latencyMs: (modelId: string) => number | undefined;
}

type Policy = (choice: Choice) => Target[];

/** A catalogue of more than so many models holds anything: policies choose among those that are listed here, or are named by somebody. */
const mostChosenFrom = 50;

/** Ways to choose a model without naming one; each gives its candidates, the best first. */
export const policies: Readonly<Record<string, Policy>> = {
  default: (choice) => {
    const set = choice.routing.defaultModel;
    if (set !== undefined && set !== 'default') return candidatesOf(set, choice);
    const [preferred] = choice.connected;
    return preferred && preferred.defaultModel !== '' ? [named(choice, preferred, preferred.defaultModel)] : [];
  },
  'small-first': (choice) => [...ofTier(choice, 'small'), ...ofTier(choice, 'large')],
  'large-first': (choice) => [...ofTier(choice, 'large'), ...ofTier(choice, 'small')],
  cheapest: (choice) => sorted(choice, (target) => blended(choice.priceOf(target))),
  fastest: (choice) => sorted(choice, ({ id, model }) => choice.latencyMs(id) ?? (model.tier === 'small' ? 1e9 : 2e9)),
  best: (choice) => [
    ...setFor(choice, 'large'),
    ...sorted(choice, (target) => (target.model.tier === 'large' ? 0 : 1e15) - (choice.priceOf(target)?.output ?? 0)),
  ],
};

/**
 * The models that a name or a policy means, the best first; none for a name that nobody has.
 * @param wanted `openai/gpt-5-mini`, a model's bare name, or a policy
 */
export function candidatesOf(wanted: string, choice: Choice): Target[] {
  const policy = Object.hasOwn(policies, wanted) ? policies[wanted] : undefined;
  if (policy) return policy(choice);
  const [prefix = '', ...rest] = wanted.split('/');
  const owner = choice.connected.find(({ id }) => id === prefix);
  // Model names may have slashes of their own: only a known provider's id is cut off.
  if (owner) return knows(owner, rest.join('/')) ? [named(choice, owner, rest.join('/'))] : [];
  return choice.connected
    .filter((connected) => connected.defaultModel === wanted || modelOf(connected, wanted))
    .map((connected) => named(choice, connected, wanted));
}

const knows = (connected: ConnectedProvider, name: string): boolean =>
  name !== '' && (connected.def.openEnded || name === connected.defaultModel || modelOf(connected, name) !== undefined);

/** With the size that the company gave it. */
export function named({ models }: Pick<Choice, 'models'>, connected: ConnectedProvider, name: string): Target {
  const target = targetOf(connected, name);
  const tier = Object.hasOwn(models, target.id) ? models[target.id]?.tier : undefined;
  return tier === undefined ? target : { ...target, model: { ...target.model, tier } };
}

/** All that policies choose from: the default of each provider first, then what is listed or, of a short catalogue, what it tells of. */
export function listed(choice: Pick<Choice, 'connected' | 'models'>): Target[] {
  return choice.connected.flatMap((connected) => {
    const { def, discovered, models, defaultModel } = connected;
    const isShort = discovered !== undefined && discovered.size <= mostChosenFrom;
    const isOffered = (name: string) =>
      isShort ? discovered.has(name) : def.models.some((model) => model.name === name);
    const names = [defaultModel, ...models.map(({ name }) => name).filter(isOffered)];
    return [...new Set(names)].filter((name) => name !== '').map((name) => named(choice, connected, name));
  });
}

/** The model that the company set for the size. */
const setFor = (choice: Choice, tier: 'small' | 'large'): Target[] =>
  unlessPolicy(choice, tier === 'small' ? choice.routing.smallModel : choice.routing.largeModel);

/** A policy in the settings that a policy looks at would lead in circles. */
const unlessPolicy = (choice: Choice, set: string | undefined): Target[] =>
  set === undefined || Object.hasOwn(policies, set) ? [] : candidatesOf(set, choice);

/** What the company set, else its default model when it is of that size, else the first of the preferred provider, else the first of anybody. */
function ofTier(choice: Choice, tier: 'small' | 'large'): Target[] {
  const set = setFor(choice, tier);
  if (set.length > 0) return set;
  const [preferred] = choice.connected;
  const own = [
    ...unlessPolicy(choice, choice.routing.defaultModel),
    ...answering(listed({ ...choice, connected: preferred ? [preferred] : [] })),
  ];
  const isOfTier = ({ model }: Target) => model.tier === tier;
  const fitting = own.find(isOfTier) ?? answering(listed(choice)).find(isOfTier) ?? own[0];
  return fitting ? [fitting] : [];
}

/** By a figure, the smallest first; equals stay in the company's order. The rules answer when nobody else can. */
function sorted(choice: Choice, figure: (target: Target) => number): Target[] {
  const all = answering(listed(choice)).map((target) => ({ target, at: figure(target) }));
  const rules = ({ target }: (typeof all)[number]) => Number(target.model.tier === 'builtin');
  return all.sort((a, b) => rules(a) - rules(b) || a.at - b.at).map(({ target }) => target);
}

const answering = (targets: readonly Target[]): Target[] =>
  targets.filter(({ model: { kind = 'chat' } }) => kind === 'chat');

/** Three tokens are read for each that is written; an unknown price comes behind all known ones. */
const blended = (price: Price | null): number => (price ? price.input * 3 + price.output : 1e15);
