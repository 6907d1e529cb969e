import type { AiModel } from '#libs/contracts';
import { modelOf, type Target } from './connected-provider.js';
import { checkKey, type KeptChecks } from './model-check.repository.js';

export interface Ability {
  /** Undefined: not known yet. */
  tools: boolean | undefined;
  by: AiModel['toolsCheckedBy'];
  /** It was found out so long ago that it should be looked at again. */
  isOld?: boolean;
}

/** A model that could not call tools may be mended soon (a template, a server's flag); one that could seldom forgets it. */
const trustedMs = { able: 30 * 86_400_000, unable: 86_400_000 };

/** Whether a model can call tools, as far as that is known without asking: by the list, by the provider's own catalogue, or by an earlier sample call. */
export function abilityOf(target: Target, checks: KeptChecks, now: number): Ability {
  const { connected, name, model } = target;
  if (model.kind === 'embedding') return { tools: false, by: 'list' };
  // By its name: with a size that the company gave it, the model is another object.
  const isNamed = modelOf(connected, name) !== undefined;
  const { toolCheck, models: listed } = connected.def;
  if (toolCheck !== 'probe' && isNamed) {
    const isListed = listed.some((each) => each.name === model.name);
    const isTold = connected.discovered?.has(model.name) === true;
    return { tools: model.tools, by: isTold && (toolCheck === 'catalogue' || !isListed) ? 'catalogue' : 'list' };
  }
  const kept = checks.get(checkKey(connected.key, name));
  if (!kept) return { tools: undefined, by: null };
  const isOld = now - kept.checkedAt > (kept.tools ? trustedMs.able : trustedMs.unable);
  return { tools: kept.tools, by: 'call', isOld };
}
