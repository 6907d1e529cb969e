/** What every command needs first: the packages of the lock. Plain Node, because nothing is installed yet. */
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

const packagesOf = (file) => JSON.parse(readFileSync(join(root, file), 'utf8')).packages;

/** Why the packages must be installed: `missing`, `stale`, or undefined when all are there. Other platforms' binaries do not count. */
export function installNeed() {
  if (!existsSync(join(root, 'node_modules/.package-lock.json'))) return 'missing';
  const wanted = packagesOf('package-lock.json');
  const present = packagesOf('node_modules/.package-lock.json');
  const isStale = Object.entries(wanted).some(
    ([path, { version, optional, link }]) => path && !optional && !link && present[path]?.version !== version,
  );
  return isStale ? 'stale' : undefined;
}

const runNpm = (...args) => {
  console.log(`> npm ${args.join(' ')}`);
  return spawnSync(npm, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' }).status === 0;
};

/**
 * Installs the packages when they are missing or stale. npm 11's `ci` refuses a lock without other platforms' optional
 * binaries; `install` takes it.
 */
export function ensureInstalled() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Error(`Node 20.19 or later is needed; this is ${process.version}.`);
  }
  const need = installNeed();
  if (!need) return;
  // A link leads to another checkout's packages; npm would take them away there.
  if (lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) {
    console.log(`The packages are ${need}, and node_modules is a link: install them where it leads to.`);
    return;
  }
  console.log(`The packages are ${need}: installing.`);
  const quiet = ['--no-audit', '--no-fund'];
  if (need === 'missing' && runNpm('ci', ...quiet)) return;
  if (!runNpm('install', '--no-save', ...quiet))
    throw new Error('The packages could not be installed; npm says why above.');
}
