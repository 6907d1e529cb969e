/** The servers and the browser that the tests start: finds them, or installs Debian's packages when root. Plain Node. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What the tests need, by Debian package. Names as in libs/testing/src/servers. */
const needs = [
  { debian: 'mariadb-server', names: ['mariadbd', 'mysqld'] },
  { debian: 'redis-server', names: ['redis-server'] },
  { debian: 'nginx', names: ['nginx'] },
  { debian: 'openssl', names: ['openssl'] },
  {
    debian: 'chromium',
    names: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
    paths: [process.env.CHROMIUM_PATH, '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'],
  },
];

const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin'];

const canRun = (path) => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const isThere = ({ names, paths = [] }) =>
  paths.some((path) => path && canRun(path)) ||
  names.some((name) => folders.some((folder) => canRun(join(folder, name))));

export const missingPrograms = () => needs.filter((need) => !isThere(need)).map(({ debian }) => debian);

const call = (command, args, env = {}) =>
  spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env } }).status === 0;

/** Debian starts a server as soon as it is installed; the tests start their own. */
const policy = '/usr/sbin/policy-rc.d';

function aptInstall(packages) {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const isOurs = !existsSync(policy);
  if (isOurs) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    return (
      call('apt-get', ['update', '-q'], env) &&
      call('apt-get', ['install', '-q', '-y', '--no-install-recommends', ...packages], env)
    );
  } finally {
    if (isOurs) rmSync(policy);
  }
}

/**
 * Makes sure that the tests find their servers. @returns `here`, or `docker` when only a container can have them.
 * @throws a message that says what to install.
 */
export function prepareMachine() {
  const missing = missingPrograms();
  if (missing.length === 0) return 'here';
  const isRoot = process.getuid?.() === 0;
  if (isRoot && canRun('/usr/bin/apt-get')) {
    console.log(`Installing Debian's ${missing.join(', ')}`);
    if (aptInstall(missing) && missingPrograms().length === 0) return 'here';
    throw new Error(`apt-get could not install ${missing.join(', ')}; it says why above.`);
  }
  if (spawnSync('docker', ['info'], { stdio: 'ignore' }).status === 0) return 'docker';
  throw new Error(
    `The tests need ${missing.join(', ')}. Install them (Debian: apt-get install ${missing.join(' ')}), or run npm test as root on Debian, or have Docker running.`,
  );
}
