import { Injectable, Optional } from '@nestjs/common';
import { AppError, type AiSettings, type ErrorCode } from '#libs/contracts';
import { AiSettingsService } from '../settings/ai-settings.service.js';
import { candidatesOf, listed, policies, type Choice } from './candidates.js';
import type { ModelNeeds, Target } from './connected-provider.js';
import { ModelHealth } from './model-health.js';
import { ModelPrices, type DatedPrice } from './model-prices.service.js';
import { ProviderPool } from './provider-pool.js';
import { ToolChecks } from './tool-checks.js';

export type { ModelNeeds, Target } from './connected-provider.js';

/** So many names are told to whoever named a wrong one. */
const mostNames = 30;
/** So many models are asked for one request whether they can call tools: each call costs time and money. */
const mostAsked = 3;

/** Which models answer a request: by name or by policy, and those that help out. Trying them is the caller's. */
@Injectable()
export class ModelRouter {
  constructor(
    private readonly pool: ProviderPool,
    private readonly settings: AiSettingsService,
    private readonly prices: ModelPrices,
    private readonly checks: ToolChecks,
    @Optional() private readonly health?: ModelHealth,
  ) {}

  /** The first of `resolveAll`. */
  async resolve(companyId: string, wanted?: string, needs: ModelNeeds = {}): Promise<Target> {
    return (await this.resolveAll(companyId, wanted, needs))[0]!;
  }

  /**
   * The models to try, in turn: those that are meant, then the company's fallbacks; each can do what is needed.
   * @param wanted `openai/gpt-5-mini`, a model's bare name, `default`, `small-first`, `large-first`, `cheapest`, `fastest`, `best`; absent is `default`
   * @throws MODEL_NOT_FOUND naming what there is; MODEL_NO_TOOLS, MODEL_NO_IMAGES naming those that can; what the provider throws that is
   *   asked for the first time whether its model can call tools
   */
  async resolveAll(companyId: string, wanted?: string, needs: ModelNeeds = {}): Promise<[Target, ...Target[]]> {
    const choice = await this.choiceOf(companyId);
    const { fitting, required } = fittingOf(choice, wanted, needs);
    return needs.tools ? this.withTools(companyId, fitting, required, choice) : (fitting as [Target, ...Target[]]);
  }

  /** As `resolveAll`, when nobody has to be asked for it. */
  known(companyId: string, wanted: string | undefined, needs: ModelNeeds): readonly Target[] | undefined {
    if (needs.tools) return undefined;
    const connected = this.pool.known(companyId);
    const settings = connected && this.settings.known(companyId);
    const priced = settings && this.prices.known(companyId, Date.now());
    return priced && fittingOf(this.choice(connected, settings, priced), wanted, needs).fitting;
  }

  /** Whether a name or a policy leads to a model now. @throws MODEL_NOT_FOUND naming what there is */
  async assertKnown(companyId: string, wanted: string): Promise<void> {
    const choice = await this.choiceOf(companyId);
    if (!Object.hasOwn(policies, wanted) && candidatesOf(wanted, choice).length === 0) throw notFound(wanted, choice);
  }

  /** The id of a model, not of a policy, leads to it. @throws MODEL_NOT_FOUND naming what there is */
  async assertModel(companyId: string, id: string): Promise<void> {
    const choice = await this.choiceOf(companyId);
    if (!candidatesOf(id, choice).some((target) => target.id === id)) throw notFound(id, choice);
  }

  /** Everything that the choice for a company depends on now. */
  async choiceOf(companyId: string): Promise<Choice> {
    const [connected, settings, priced] = await Promise.all([
      this.pool.of(companyId),
      this.settings.of(companyId),
      this.prices.inForce(companyId, Date.now()),
    ]);
    return this.choice(connected, settings, priced);
  }

  private choice(
    connected: Choice['connected'],
    { routing, models }: AiSettings,
    priced: (target: Target) => DatedPrice,
  ): Choice {
    const priceOf = (target: Target) => priced(target).price;
    return { connected, routing, models, priceOf, latencyMs: (id) => this.health?.latencyMs(id) };
  }

  /** Those known to be able. While there is none, those that nobody knows of are asked; the others are in the background, for the next time. */
  private async withTools(
    companyId: string,
    fitting: readonly Target[],
    required: readonly Target[] | undefined,
    choice: Choice,
  ): Promise<[Target, ...Target[]]> {
    const known = await this.checks.known(companyId);
    const able: Target[] = [];
    const unknown = fitting.filter((target) => known(target).tools === undefined);
    for (const target of fitting) {
      const { tools, isOld } = known(target);
      const isSoon = unknown.indexOf(target) < mostAsked;
      const isAsked = tools === undefined && isSoon && able.length === 0 && (required?.includes(target) ?? true);
      if (isOld || (tools === undefined && isSoon && !isAsked)) this.checks.inBackground(companyId, target);
      if (tools ?? (isAsked && (await this.checks.find(companyId, target)))) able.push(target);
    }
    if (!(required ?? able).some((target) => able.includes(target)))
      throw refusal(
        'MODEL_NO_TOOLS',
        fitting[0]!,
        'call tools',
        namesOf(listed(choice).filter((each) => known(each).tools)),
      );
    return able as [Target, ...Target[]];
  }
}

/** Those that are meant and the fallbacks, as far as they can do what is needed; `required`: one of these has to be among them. */
function fittingOf(choice: Choice, wanted: string | undefined, needs: ModelNeeds) {
  const name = wanted?.trim() || 'default';
  const meant = needs.embeddings ? embedders(name, choice) : candidatesOf(name, choice);
  const fallbacks = needs.embeddings ? [] : choice.routing.fallbacks.flatMap((each) => candidatesOf(each, choice));
  // A model that somebody named is not silently replaced because it is not there, or cannot do what is needed; what a policy leads to is.
  const required = Object.hasOwn(policies, name) ? undefined : meant;
  if (meant.length === 0 && (required || fallbacks.length === 0)) throw notFound(wanted, choice);
  const distinct = [...new Map([...meant, ...fallbacks].map((target) => [target.id, target])).values()];
  const fitting = distinct.filter((target) => fits(target, needs));
  if (!(required ?? distinct).some((target) => fits(target, needs))) throw unfit(distinct[0]!, needs, choice);
  return { fitting, required };
}

const fits = ({ connected, model: { kind = 'chat', input = ['text'], tier } }: Target, needs: ModelNeeds): boolean => {
  if (needs.embeddings) return kind === 'embedding' || (tier !== 'builtin' && connected.provider.embed !== undefined);
  return kind === 'chat' && (!needs.images || input.includes('image'));
};

/** Models for vectors: the named one; for `default`, or another policy, the company's, else the first that there is. */
function embedders(wanted: string, choice: Choice): Target[] {
  const isPolicy = Object.hasOwn(policies, wanted);
  const name = isPolicy ? choice.routing.embeddingModel : wanted;
  if (name !== undefined) return candidatesOf(name, choice).filter(({ connected }) => connected.provider.embed);
  return listed(choice).filter(({ connected, model }) => model.kind === 'embedding' && connected.provider.embed);
}

function notFound(wanted: string | undefined, choice: Choice): AppError {
  const expected = `expected ${Object.keys(policies).join(', ')}, or one of ${namesOf(listed(choice))}`;
  const detail = `There is no model ${wanted ?? choice.routing.defaultModel ?? 'for this'}`;
  return new AppError('MODEL_NOT_FOUND', { detail, issues: [{ path: 'model', message: expected }] });
}

function unfit(target: Target, needs: ModelNeeds, choice: Choice): AppError {
  const able = namesOf(listed(choice).filter((each) => fits(each, needs)));
  if (!needs.images || target.model.kind === 'embedding') return notFound(target.id, choice);
  return refusal('MODEL_NO_IMAGES', target, 'look at images', able);
}

function refusal(code: ErrorCode, target: Target, deed: string, able: string): AppError {
  const message = able === '' ? `no model of yours is known to ${deed}` : `these can ${deed}: ${able}`;
  return new AppError(code, { detail: `${target.id} cannot ${deed}`, issues: [{ path: 'model', message }] });
}

function namesOf(targets: readonly Target[]): string {
  const names = targets.map(({ id }) => id);
  const more = names.length - mostNames;
  return names.slice(0, mostNames).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
