import type { AiModel } from '#libs/contracts';
import type { Target } from './connected-provider.js';
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
  const isNamed = connected.models.includes(model);
  if (connected.def.toolCheck === 'listed' && isNamed) return { tools: model.tools, by: 'list' };
  if (connected.def.toolCheck === 'catalogue' && isNamed)
    return { tools: model.tools, by: connected.discovered?.has(model.name) ? 'catalogue' : 'list' };
  const kept = checks.get(checkKey(connected.key, name));
  if (!kept) return { tools: undefined, by: null };
  const isOld = now - kept.checkedAt > (kept.tools ? trustedMs.able : trustedMs.unable);
  return { tools: kept.tools, by: 'call', isOld };
}
