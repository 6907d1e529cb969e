import { Injectable } from '@nestjs/common';
import { modelNamed, type ModelDef } from '#libs/catalog/providers/defs';
import { AppError, type AiModel } from '#libs/contracts';
import { ProviderPool, type ConnectedProvider } from './provider-pool.js';

/** Which model of which provider answers. */
export interface Target {
  connected: ConnectedProvider;
  /** As the provider calls it. */
  name: string;
  /** As the platform calls it: `openai/gpt-5-mini`. */
  id: string;
  model: ModelDef;
}

/** Policies: a model by its size instead of its name. */
const policies: Record<string, ModelDef['tier'] | undefined> = { 'small-first': 'small', 'large-first': 'large' };

@Injectable()
export class ModelRouter {
  constructor(private readonly pool: ProviderPool) {}

  /**
   * @param wanted `openai/gpt-5-mini`, a model's bare name, `small-first`, `large-first`, `default`; absent is `default`
   * @throws MODEL_NOT_FOUND naming what there is; MODEL_NO_TOOLS
   */
  resolve(wanted: string | undefined, { tools = false }: { tools?: boolean } = {}): Target {
    const target = this.find(wanted?.trim() || 'default');
    if (!target)
      throw new AppError('MODEL_NOT_FOUND', {
        detail: `There is no model ${wanted}`,
        issues: [{ path: 'model', message: this.choices() }],
      });
    if (tools && !target.model.tools)
      throw new AppError('MODEL_NO_TOOLS', { detail: `${target.id} cannot call tools` });
    return target;
  }

  /** The candidates in turn. @throws as `resolve` */
  async resolveAll(
    _companyId: string,
    wanted: string | undefined,
    needs: { tools?: boolean; images?: boolean; embeddings?: boolean },
  ): Promise<Target[]> {
    return [this.resolve(wanted, needs)];
  }

  /** Every model that is listed or set up, the default first in its provider. */
  models(): AiModel[] {
    const fallback = this.resolve('default').id;
    return this.pool.connected.flatMap((connected) => {
      const names = [connected.defaultModel, ...connected.def.models.map((model) => model.name)];
      return [...new Set(names)].map((name) => viewOf(targetOf(connected, name), fallback));
    });
  }

  private find(wanted: string): Target | undefined {
    const [preferred] = this.pool.connected;
    if (wanted === 'default') return preferred && targetOf(preferred, preferred.defaultModel);
    const tier = policies[wanted];
    if (tier) return preferred && targetOf(preferred, ofTier(preferred, tier));
    const [prefix = '', ...rest] = wanted.split('/');
    const named = this.pool.connected.find(({ id }) => id === prefix);
    // Model names may have slashes of their own: only a known provider's id is cut off.
    if (named) return known(named, rest.join('/')) ? targetOf(named, rest.join('/')) : undefined;
    const owner = this.pool.connected.find(
      (connected) => connected.defaultModel === wanted || modelNamed(connected.def, wanted),
    );
    return owner && targetOf(owner, wanted);
  }

  private choices(): string {
    return `expected default, ${Object.keys(policies).join(', ')}, or one of ${this.models()
      .map(({ id }) => id)
      .join(', ')}`;
  }
}

const known = ({ def, defaultModel }: ConnectedProvider, name: string): boolean =>
  name !== '' && (def.openEnded || name === defaultModel || modelNamed(def, name) !== undefined);

/** The provider's default model when it is of that size, else the first listed one; the default when there is none. */
function ofTier(connected: ConnectedProvider, tier: ModelDef['tier']): string {
  const { def, defaultModel } = connected;
  if (targetOf(connected, defaultModel).model.tier === tier) return defaultModel;
  return def.models.find((model) => model.tier === tier)?.name ?? defaultModel;
}

/** A model that is not listed is taken for a large one that can call tools; its price is unknown. */
function targetOf(connected: ConnectedProvider, name: string): Target {
  const unlisted: ModelDef = { name, title: name, contextTokens: null, tools: true, tier: 'large', price: null };
  return { connected, name, id: `${connected.id}/${name}`, model: modelNamed(connected.def, name) ?? unlisted };
}

const viewOf = ({ connected, id, model }: Target, fallback: string): AiModel => ({
  id,
  provider: connected.id,
  title: model.title,
  contextTokens: model.contextTokens,
  tools: model.tools,
  inputMicrosPerMillion: model.price?.input ?? null,
  outputMicrosPerMillion: model.price?.output ?? null,
  tier: model.tier,
  isDefault: id === fallback,
});
