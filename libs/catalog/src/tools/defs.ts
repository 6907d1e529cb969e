import type { ToolDef } from '../kit.js';
import { askAgent } from './ask-agent/ask-agent.def.js';
import { calculator } from './calculator/calculator.def.js';
import { currentTime } from './current-time/current-time.def.js';
import { handOff } from './hand-off/hand-off.def.js';
import { helloWorldDelayed } from './hello-world-delayed/hello-world-delayed.def.js';
import { lookupOrder } from './lookup-order/lookup-order.def.js';

/** Every built-in tool, by name. Browser-safe. */
export const tools = {
  lookup_order: lookupOrder,
  calculator,
  current_time: currentTime,
  hello_world_delayed: helloWorldDelayed,
  ask_agent: askAgent,
  hand_off: handOff,
} satisfies Record<string, ToolDef>;

export type ToolName = keyof typeof tools;
