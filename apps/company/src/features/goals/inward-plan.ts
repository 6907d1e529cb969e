import { nodeKinds } from '#libs/catalog/node-kinds/defs';
import { tools } from '#libs/catalog/tools/defs';
import type { GoalPolicy } from '#libs/contracts';
import type { Definition, WorkflowNode } from '#libs/workflow';

/** Families whose steps stay inside: they think, wait, keep, or ask people of the company. */
const inwardFamilies = new Set(['trigger', 'flow', 'data', 'ai', 'human', 'knowledge']);
const inwardKinds = new Set(['notify.message', 'code.run']);
/** They do what others are told to do. */
const agentTools = new Set(['ask_agent', 'hand_off', 'run_workflow', 'http_request']);

/** Whether a plan may run without a person who read it. */
export const mayRunAlone = (definition: Definition, { autoRun }: GoalPolicy): boolean =>
  autoRun === 'always' || (autoRun === 'inward' && definition.nodes.every(isInward));

function isInward({ kind, config }: WorkflowNode): boolean {
  if (kind === 'flow.subworkflow' || !(kind in nodeKinds)) return false;
  if (kind === 'tool.call') return isReading(config['tool']);
  return inwardKinds.has(kind) || inwardFamilies.has(kind.slice(0, kind.indexOf('.')));
}

/** A built-in tool that changes nothing outside; what a company has made itself, nobody here knows. */
function isReading(name: unknown): boolean {
  if (typeof name !== 'string' || !Object.hasOwn(tools, name) || agentTools.has(name)) return false;
  const { effect, risk } = tools[name as keyof typeof tools];
  return typeof effect === 'string' && effect !== 'effectful' && risk !== 'high';
}
