import { Injectable } from '@nestjs/common';
import { AppError, type AiSettingsChange, type Caller } from '#libs/contracts';
import { ModelRouter } from './model-router.js';

const single = ['defaultModel', 'smallModel', 'largeModel', 'embeddingModel'] as const;

/** Settings cannot name models that nobody offers. */
@Injectable()
export class RoutingModels {
  constructor(private readonly router: ModelRouter) {}

  /** @throws MODEL_NOT_FOUND naming the field and what there is. What is no text at all is left to the check of all settings. */
  async assertKnown({ companyId }: Caller, { routing }: AiSettingsChange): Promise<void> {
    const { fallbacks } = routing ?? {};
    const several = Array.isArray(fallbacks) ? (fallbacks as readonly unknown[]) : [];
    const given = [
      ...single.map((name) => [`routing.${name}`, routing?.[name]] as const),
      ...several.map((value, index) => [`routing.fallbacks[${index}]`, value] as const),
    ];
    for (const [path, value] of given)
      if (typeof value === 'string') await this.router.assertKnown(companyId, value).catch(at(path));
  }
}

const at = (path: string) => (error: unknown) => {
  if (!AppError.is(error, 'MODEL_NOT_FOUND')) throw error;
  const [issue] = error.details.issues ?? [];
  throw new AppError('MODEL_NOT_FOUND', { detail: error.message, issues: [{ path, message: issue?.message ?? '' }] });
};
