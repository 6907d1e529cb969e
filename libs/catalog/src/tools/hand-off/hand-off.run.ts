import { implementTool } from '../../kit.js';
import { handOff } from './hand-off.def.js';

/** Outside of a task there is nobody whose work could end: the other agent is asked. */
export const runHandOff = implementTool(handOff, ({ agent, message }, { use }) =>
  use.agents.ask({ agent, goal: message }),
);
