import { implement } from '../../kit.js';
import { flowSwitch } from './flow-switch.def.js';

export const runFlowSwitch = implement(flowSwitch, ({ config }) => {
  const text = asText(config.value);
  const matched = config.cases.find((name) => name === text) ?? null;
  return { output: { matched }, port: matched ?? 'default' };
});

/** Objects and lists fit no case. */
const asText = (value: unknown): string | undefined =>
  ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;
