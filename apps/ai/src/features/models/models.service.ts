import { Injectable } from '@nestjs/common';
import type { AiModel } from '#libs/contracts';
import { named, type Choice } from './candidates.js';
import type { Target } from './connected-provider.js';
import { ModelPrices, type DatedPrice } from './model-prices.service.js';
import { ModelRouter } from './model-router.js';
import type { Ability } from './tool-ability.js';
import { ToolChecks } from './tool-checks.js';

/** The models of a company, as people and other services see them. */
@Injectable()
export class ModelsService {
  constructor(
    private readonly router: ModelRouter,
    private readonly prices: ModelPrices,
    private readonly checks: ToolChecks,
  ) {}

  /** Every model that is listed, told of by a provider's own catalogue, or set up; the default of each provider first. */
  async list(companyId: string): Promise<AiModel[]> {
    const [choice, priceOf, abilityOf] = await Promise.all([
      this.router.choiceOf(companyId),
      this.prices.inForce(companyId, Date.now()),
      this.checks.known(companyId),
    ]);
    const byDefault = await this.router.resolve(companyId).catch(() => undefined);
    return allOf(choice).map((target) => viewOf(target, priceOf(target), abilityOf(target), byDefault));
  }

  /** As `list`, after it was made sure that a model or a policy can do what it shall. @throws MODEL_NOT_FOUND, MODEL_NO_TOOLS naming those that can */
  async fitting(companyId: string, fits?: { model: string; tools: boolean }): Promise<AiModel[]> {
    if (fits) await this.router.resolveAll(companyId, fits.model, { tools: fits.tools });
    return this.list(companyId);
  }
}

const allOf = (choice: Choice): Target[] =>
  choice.connected.flatMap((connected) => {
    const names = [connected.defaultModel, ...connected.models.map(({ name }) => name)];
    return [...new Set(names)].filter((name) => name !== '').map((name) => named(choice, connected, name));
  });

const viewOf = (
  { connected, id, model }: Target,
  { price, asOf, byCompany }: DatedPrice,
  { tools, by }: Ability,
  byDefault: Target | undefined,
): AiModel => ({
  id,
  provider: connected.id,
  title: model.title,
  contextTokens: model.contextTokens,
  modalities: [...(model.input ?? ['text'])],
  embeddings: model.kind === 'embedding',
  tools: tools ?? model.tools,
  toolsCheckedBy: by,
  inputMicrosPerMillion: price?.input ?? null,
  cachedInputMicrosPerMillion: price?.cachedInput ?? null,
  cacheWriteMicrosPerMillion: price?.cacheWrite ?? null,
  outputMicrosPerMillion: price?.output ?? null,
  pricesAsOf: asOf,
  priceSetByCompany: byCompany,
  tier: model.tier,
  isDefault: id === byDefault?.id,
});
