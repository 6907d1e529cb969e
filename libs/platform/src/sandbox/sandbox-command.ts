import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import sandbox from './sandbox-process.cjs';

export interface Command {
  file: string;
  args: string[];
  cwd: string;
  env: Record<string, string>;
}

/** Longest time that one process may keep a processor busy, seconds: what stays behind a killed platform ends by itself. */
const processorSeconds = 90;
const shell = `ulimit -c 0; ulimit -f 0; ulimit -t ${processorSeconds}; exec "$0" "$@"`;

const shellPath = '/bin/sh';

let known: Command | undefined;

/**
 * How a sandbox is started: Node with its permission model (nothing but itself and QuickJS may be read, nothing written, no process
 * or worker started), without environment, with limits of the system where it knows them, without a network where we may take it away.
 */
export function sandboxCommand(): Command {
  return (known ??= build());
}

function build(): Command {
  const permission = process.allowedNodeEnvironmentFlags.has('--permission')
    ? '--permission'
    : '--experimental-permission';
  const node = [
    process.execPath,
    permission,
    ...[sandbox.program, ...sandbox.reads].map((path) => `--allow-fs-read=${path}`),
    '--no-warnings',
    '--max-old-space-size=64',
    '--disable-proto=delete',
    sandbox.program,
    sandbox.entry,
  ];
  const surroundings = { cwd: process.platform === 'win32' ? tmpdir() : '/', env: { TZ: 'UTC' } };
  // Some images have no shell, and with it no limits of the system.
  if (process.platform === 'win32' || !existsSync(shellPath))
    return { file: node[0]!, args: node.slice(1), ...surroundings };
  const words = mayTakeNetworkAway() ? ['unshare', '--net', '--', ...node] : node;
  return { file: shellPath, args: ['-c', shell, ...words], ...surroundings };
}

/** An empty network namespace needs Linux and the right to make one. */
function mayTakeNetworkAway(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  return spawnSync('unshare', ['--net', '--', 'true'], { stdio: 'ignore', timeout: 5000 }).status === 0;
}
