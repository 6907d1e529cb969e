import type { Flow } from '#libs/engine';
import type { LoadedFlow } from '../runs/flows.js';
import type { RunInput } from '../runs/run.entity.js';

type Facts = (at: string, config: Readonly<Record<string, unknown>>) => Record<string, unknown>;

/** What triggers tell beside the input, as they would tell it now. */
const facts: Readonly<Record<string, Facts>> = {
  'trigger.webhook': (receivedAt) => ({ method: 'POST', headers: {}, query: {}, receivedAt }),
  'trigger.schedule': (at, { timezone }) => ({ slot: at, firedAt: at, timezone: timezone ?? 'UTC' }),
};

export const triggersOf = ({ root }: Flow) => root.entries.filter(({ role }) => role === 'trigger');

/** `trigger` of expressions, as if the node had fired at this time (epoch ms); the first trigger unless a node is named. */
export function trialTrigger({ flow, nodes }: LoadedFlow, at: number, id?: string): RunInput['trigger'] {
  const node = triggersOf(flow).find((each) => id === undefined || each.id === id);
  if (!node) return { kind: 'trigger.manual' };
  const told = facts[node.kind]?.(new Date(at).toISOString(), nodes.get(node.id)?.config ?? {});
  return { kind: node.kind, node: node.id, ...told };
}

/** What the trigger brings when the request says nothing: a schedule's own input. */
export const ownInput = ({ nodes }: LoadedFlow, { kind, node }: RunInput['trigger']): unknown =>
  kind === 'trigger.schedule' && node !== undefined ? nodes.get(node)?.config['input'] : undefined;
