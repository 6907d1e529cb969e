import { parseArgs } from 'node:util';
import { benchDurable } from './durable-steps.js';
import { benchAi } from './ai.js';
import { benchConversations } from './conversations.js';
import type { Figure } from './figure.js';
import { benchHooks } from './hooks.js';
import { benchLogIn } from './log-in.js';
import { benchMaps } from './maps.js';
import { benchMemory } from './memory.js';
import type { Mode } from './platform.js';
import { benchRetrieval } from './retrieval.js';
import { benchRpc } from './rpc.js';
import { benchColdStart, benchRssIdle } from './start-up.js';
import { benchSteps } from './steps.js';

/** `npm run bench [-- NAME] [--mode embedded|distributed]`: one JSON line per figure. */
const benches: Record<string, (mode: Mode) => Promise<Figure[]>> = {
  steps: benchSteps,
  hooks: benchHooks,
  maps: benchMaps,
  durable: benchDurable,
  rpc: benchRpc,
  log_in: benchLogIn,
  ai: benchAi,
  cold_start: benchColdStart,
  rss_idle: benchRssIdle,
};

/** Minutes each, so only by name. */
const long: Record<string, (mode: Mode) => Promise<Figure[]>> = {
  memory: benchMemory,
  conversations: benchConversations,
  retrieval: benchRetrieval,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { mode: { type: 'string', default: 'embedded' } },
});
const { mode } = values;
const [name] = positionals;
if (mode !== 'embedded' && mode !== 'distributed')
  throw new Error(`--mode is ${mode}; expected embedded or distributed`);
const known = { ...benches, ...long };
const chosen = name === undefined ? Object.entries(benches) : Object.entries(known).filter(([each]) => each === name);
if (chosen.length === 0) throw new Error(`There is no benchmark ${name}; there are ${Object.keys(known).join(', ')}`);
for (const [, bench] of chosen) for (const figure of await bench(mode)) console.log(JSON.stringify(figure));
process.exit(0);
