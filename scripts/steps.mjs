/** Runs commands of the tool chain one by one or side by side and tells how each went. Plain Node. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './setup.mjs';

/** Path of a package's command; npx would cost half a second each. */
export const bin = (name) => join(root, 'node_modules/.bin', process.platform === 'win32' ? `${name}.cmd` : name);

/** Runs a command, at most `timeoutMs` (0: as long as it takes). Resolves to `{ ok, seconds, output }`; `output` only when not `live`. */
export function run(command, args, { live = true, env = process.env, timeoutMs = 0 } = {}) {
  const start = performance.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env,
      timeout: timeoutMs,
      stdio: live ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    let output = '';
    child.stdout?.on('data', (text) => (output += text));
    child.stderr?.on('data', (text) => (output += text));
    child.once('error', (error) => {
      output += error.message;
    });
    child.once('close', (code) => {
      resolve({ ok: code === 0, seconds: Math.round((performance.now() - start) / 100) / 10, output });
    });
  });
}

/** Runs quiet commands, `atOnce` at a time, and prints one line each, with the output of those that failed. Returns the results. */
export async function runAll(steps, atOnce = 2) {
  const waiting = [...steps];
  const results = [];
  const lane = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      const result = await run(step.command, step.args, { live: false });
      results.push({ name: step.name, ...result });
      console.log(`${result.ok ? 'ok  ' : 'FAIL'} ${step.name} (${result.seconds} s)`);
      if (!result.ok) console.log(result.output.trimEnd());
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return results;
}
