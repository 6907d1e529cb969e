import { implementTool } from '../../kit.js';
import { helloWorldDelayed } from './hello-world-delayed.def.js';

const parts = 10;

/** The delay counts from when the call was decided: a worker that takes over waits only for what is left of it. */
export const runHelloWorldDelayed = implementTool(
  helloWorldDelayed,
  async ({ name, delaySeconds }, { at, sleepUntil, progress }) => {
    for (let part = 1; part <= parts; part++) {
      await sleepUntil(at + (delaySeconds * 1000 * part) / parts);
      progress({ done: part / parts, message: `${Math.round((part / parts) * 100)}% of the delay` });
    }
    return { greeting: `Hello, ${name}!`, delaySeconds };
  },
);
