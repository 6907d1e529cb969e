/**
 * `npm run dev`: the embedded platform, built again and restarted at each change of apps or libs, and vite's server for the
 * web app, which passes API calls on.
 */
import { spawn } from 'node:child_process';
import { existsSync, watch } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { ensureInstalled, root } from './setup.mjs';

const port = process.env.PORT ?? '8080';
let server;
let stopping = false;

function startServer() {
  server = spawn(process.execPath, ['dist/apps/standalone/src/main.js'], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PORT: port },
  });
}

const stopServer = () =>
  new Promise((resolve) => {
    if (!server || server.exitCode !== null || server.signalCode !== null) return resolve();
    server.once('exit', resolve);
    server.kill('SIGTERM');
  });

let queue = Promise.resolve();
async function rebuild() {
  try {
    if (!(await build({ web: false }))) return;
  } catch (error) {
    console.error(error.message);
    return;
  }
  await stopServer();
  if (!stopping) startServer();
}

function watchSources() {
  let timer;
  const changed = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      queue = queue.then(rebuild);
    }, 100);
  };
  for (const folder of ['apps', 'libs']) watch(join(root, folder), { recursive: true }, changed);
}

ensureInstalled();
await build({ web: false });
startServer();
watchSources();
const hasWeb = existsSync(join(root, 'frontend/index.html'));
const vite = hasWeb
  ? spawn(process.execPath, [join(root, 'node_modules/vite/bin/vite.js')], {
      cwd: join(root, 'frontend'),
      stdio: 'inherit',
      env: { ...process.env, AAAS_API: `http://127.0.0.1:${port}` },
    })
  : undefined;

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, async () => {
    stopping = true;
    vite?.kill('SIGTERM');
    await stopServer();
    process.exit(0);
  });
}
