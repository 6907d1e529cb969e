import { implement } from '../../kit.js';
import { codeRun } from './code-run.def.js';

export const runCodeRun = implement(codeRun, async ({ config, at, key, use }) => {
  const { code, input, timeMs } = config;
  const { value, logs } = await use.code.run({ code, input, timeMs, now: at, seed: key });
  return { output: value, logs };
});
