import type { ToolRunsOf } from '../kit.js';
import type { tools } from './defs.js';
import { runAskAgent } from './ask-agent/ask-agent.run.js';
import { runCalculator } from './calculator/calculator.run.js';
import { runCurrentTime } from './current-time/current-time.run.js';
import { runHandOff } from './hand-off/hand-off.run.js';
import { runHelloWorldDelayed } from './hello-world-delayed/hello-world-delayed.run.js';
import { runLookupOrder } from './lookup-order/lookup-order.run.js';

/** What each tool does, by name. Only the service that runs tools imports this. */
export const toolRuns = {
  lookup_order: runLookupOrder,
  calculator: runCalculator,
  current_time: runCurrentTime,
  hello_world_delayed: runHelloWorldDelayed,
  ask_agent: runAskAgent,
  hand_off: runHandOff,
} satisfies ToolRunsOf<typeof tools>;
