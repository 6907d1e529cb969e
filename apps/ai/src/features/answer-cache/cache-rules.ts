import type { AiSettings } from '#libs/contracts';
import type { ModelCall } from '../calls/stage.js';

export type CacheMode = AiSettings['cache']['mode'];

/**
 * Whether a kept answer may be given: the call's own word counts before the company's. Where a call wants chance (a temperature above 0),
 * the company's setting is not enough. Answers that call tools are never found by mere likeness: they act.
 */
export function modeOf(
  { cache, request, endpoint }: Pick<ModelCall, 'cache' | 'request' | 'endpoint'>,
  setting: CacheMode,
): CacheMode {
  if (endpoint !== undefined) return 'off';
  const wantsChance = request.temperature !== undefined && request.temperature > 0;
  const mode = cache ?? (wantsChance ? 'off' : setting);
  return mode === 'semantic' && request.tools && request.tools.length > 0 ? 'exact' : mode;
}
