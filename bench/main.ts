import { parseArgs } from 'node:util';
import { benchDurable } from './durable-steps.js';
import type { Figure } from './figure.js';
import type { Mode } from './platform.js';
import { benchColdStart, benchRssIdle } from './start-up.js';
import { benchSteps } from './steps.js';

/** `npm run bench [-- NAME] [--mode embedded|distributed]`: one JSON line per figure. */
const benches: Record<string, (mode: Mode) => Promise<Figure[]>> = {
  steps: benchSteps,
  durable: benchDurable,
  cold_start: benchColdStart,
  rss_idle: benchRssIdle,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { mode: { type: 'string', default: 'embedded' } },
});
const { mode } = values;
const [name] = positionals;
if (mode !== 'embedded' && mode !== 'distributed')
  throw new Error(`--mode is ${mode}; expected embedded or distributed`);
const chosen = Object.entries(benches).filter(([each]) => name === undefined || each === name);
if (chosen.length === 0) throw new Error(`There is no benchmark ${name}; there are ${Object.keys(benches).join(', ')}`);
for (const [, bench] of chosen) for (const figure of await bench(mode)) console.log(JSON.stringify(figure));
process.exit(0);
