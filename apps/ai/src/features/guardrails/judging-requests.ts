import type { CompletionRequest } from '#libs/catalog/providers/defs';
import type { ChatMessage, GuardPolicy } from '#libs/contracts';
import { findInjections } from './detectors/injection.js';
import { findPii } from './detectors/pii.js';
import type { Placeholders } from './placeholders.js';
import type { Judged } from './judged.js';
import { mapTexts } from './texts-of.js';

type Request = Omit<CompletionRequest, 'model'>;

/**
 * What a request holds: injections in what users and tools said, personal data everywhere but in definitions of tools. With `placeholders`
 * the personal data is replaced in the request that comes back.
 */
export function judgeRequest(
  request: Request,
  policy: GuardPolicy,
  placeholders: Placeholders | undefined,
): { request: Request; judged: Judged[] } {
  const judged: Judged[] = [];
  const newFrom = request.messages.findLastIndex(({ role }) => role === 'assistant') + 1;
  if (placeholders)
    for (const message of request.messages) mapTexts(message, (text) => (placeholders.avoid(text), text));
  const messages = request.messages.map((message, index) =>
    mapTexts(message, (text, place) => {
      const where = { place: `messages[${index}].${place}`, isKnown: index < newFrom };
      if (policy.injection !== 'off' && isFromOutside(message)) judged.push(...injectionsOf(text, policy, where));
      if (policy.pii === 'off') return text;
      const found = findPii(text, policy.piiKinds);
      const facts = { detector: 'pii' as const, action: policy.pii, score: null, ...where };
      for (const one of found) judged.push({ ...one, ...facts });
      return placeholders && found.length > 0 ? placeholders.hide(text, found) : text;
    }),
  );
  return { request: placeholders ? { ...request, messages } : request, judged };
}

/** Whoever wrote the system's part and the model's own words is not suspected. */
const isFromOutside = ({ role }: ChatMessage): boolean => role === 'user' || role === 'tool';

const injectionsOf = (
  text: string,
  { injection: action, injectionThreshold }: GuardPolicy,
  where: Pick<Judged, 'place' | 'isKnown'>,
): Judged[] =>
  findInjections(text, injectionThreshold).map((one) => ({ ...one, detector: 'injection', action, ...where }));
