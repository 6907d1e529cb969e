import { guardActions, type GuardPolicy, type GuardPolicyPart, type GuardTopic } from '#libs/contracts';
import { canaryDetector } from './detectors/canaries.js';
import { hostList } from './detectors/destination.js';
import { linkDetector } from './detectors/links.js';
import { findSecrets } from './detectors/secrets.js';
import type { AnswerDetector, Sighting } from './detectors/sighting.js';

const topics = Object.keys(guardActions) as GuardTopic[];

/** Of several policies the strictest: a later one makes the one before stricter, and never laxer. */
export function strictest(policy: GuardPolicy, ...parts: readonly (GuardPolicyPart | undefined)[]): GuardPolicy {
  return parts.reduce<GuardPolicy>((whole, part) => (part ? stricter(whole, part) : whole), policy);
}

function stricter(whole: GuardPolicy, part: GuardPolicyPart): GuardPolicy {
  const actions = Object.fromEntries(topics.map((topic) => [topic, harder(topic, whole[topic], part[topic])]));
  return {
    ...whole,
    ...(actions as Pick<GuardPolicy, GuardTopic>),
    injectionThreshold: Math.min(whole.injectionThreshold, part.injectionThreshold ?? 1),
    // Kinds of a company that looks for none are a mere default.
    piiKinds: whole.pii === 'off' ? (part.piiKinds ?? whole.piiKinds) : union(whole.piiKinds, part.piiKinds),
    canaries: union(whole.canaries, part.canaries),
    // Hosts are narrowed: what the company does not allow, nobody does.
    allowedHosts: narrowed(whole, part),
  };
}

function harder<T extends GuardTopic>(topic: T, a: GuardPolicy[T], b: GuardPolicyPart[T]): GuardPolicy[T] {
  const order = guardActions[topic] as readonly string[];
  return b !== undefined && order.indexOf(b) > order.indexOf(a) ? (b as GuardPolicy[T]) : a;
}

const union = <T>(a: T[], b: readonly T[] | undefined): T[] => (b ? [...new Set([...a, ...b])] : a);

/** While the company does not look at links, its list says nothing about them. */
function narrowed(whole: GuardPolicy, { allowedHosts }: GuardPolicyPart): string[] {
  if (!allowedHosts) return whole.allowedHosts;
  if (whole.allowedHosts.length === 0 && whole.links === 'off' && ['off', 'flag'].includes(whole.images))
    return allowedHosts;
  const byCompany = hostList(whole.allowedHosts);
  return allowedHosts.filter((host) => whole.allowedHosts.includes(host) || byCompany(host.replace(/^\*/, 'x')));
}

/** A policy, ready for use. Made once for each policy object: settings are the same object for seconds. */
export interface ReadyPolicy {
  policy: GuardPolicy;
  /** Nothing of requests is looked at. */
  ignoresRequests: boolean;
  /** What is looked for in answers; none when everything is off. */
  detectors: readonly AnswerDetector[];
  /** As above, where addresses are wanted: in arguments of tools. */
  toolDetectors: readonly AnswerDetector[];
  /** Some finding in an answer would be changed or stopped, so that what is undecided must wait. */
  holdsBack: boolean;
  actionOn(sighting: Pick<Sighting, 'detector'>): string;
}

const ready = new WeakMap<GuardPolicy, ReadyPolicy>();

export function readyPolicy(policy: GuardPolicy): ReadyPolicy {
  const known = ready.get(policy);
  if (known) return known;
  const made = makeReady(policy);
  ready.set(policy, made);
  return made;
}

function makeReady(policy: GuardPolicy): ReadyPolicy {
  const { secrets, links, images, canaries, allowedHosts } = policy;
  const actions = { secret: secrets, canary: secrets, link: links, image: images };
  const toolDetectors: AnswerDetector[] = [];
  if (secrets !== 'off') toolDetectors.push(findSecrets);
  if (secrets !== 'off' && canaries.length > 0) toolDetectors.push(canaryDetector(canaries));
  const detectors = [...toolDetectors];
  if (links !== 'off' || images !== 'off') {
    const detect = linkDetector(hostList(allowedHosts));
    detectors.push(links !== 'off' && images !== 'off' ? detect : only(detect, links === 'off' ? 'image' : 'link'));
  }
  return {
    policy,
    ignoresRequests: policy.injection === 'off' && policy.pii === 'off',
    detectors,
    toolDetectors,
    holdsBack: [secrets, links, images].some((action) => action !== 'off' && action !== 'flag'),
    actionOn: ({ detector }) => actions[detector],
  };
}

const only =
  (detect: AnswerDetector, wanted: Sighting['detector']): AnswerDetector =>
  (text, hasEnded) => {
    const { found, undecidedFrom } = detect(text, hasEnded);
    return { found: found.filter(({ detector }) => detector === wanted), undecidedFrom };
  };
