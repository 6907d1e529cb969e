/**
 * `npm run test:mysql`: the suites with a database on MySQL itself instead of MariaDB. The server: DATABASE_URL if given (a user
 * who may create schemas and users), else a container, else, as root on Debian, the server of Debian unstable in a folder.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureInstalled, root } from './setup.mjs';
import { bin, run } from './steps.mjs';
import { prepareMachine } from './test-machine.mjs';

const call = (command, args, options = {}) => {
  const { status, stdout } = spawnSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    ...options,
  });
  return { ok: status === 0, text: (stdout ?? '').trim() };
};

/** A server in a container: one for all tests; those that kill a server start MariaDB. */
async function container() {
  const password = 'aaas-tests';
  const args = ['run', '--rm', '-d', '-e', `MYSQL_ROOT_PASSWORD=${password}`, '-p', '127.0.0.1::3306', 'mysql:8.4'];
  const { ok, text: id } = call('docker', args);
  if (!ok) throw new Error('The MySQL container does not start; docker says why above.');
  const stop = () => call('docker', ['rm', '-f', id]);
  const deadline = Date.now() + 120_000;
  const ping = ['exec', id, 'mysqladmin', 'ping', '-h', '127.0.0.1', '-uroot', `-p${password}`, '--silent'];
  while (!call('docker', ping, { stdio: 'ignore' }).ok) {
    if (Date.now() > deadline) {
      stop();
      throw new Error('The MySQL container gives no answer after two minutes.');
    }
    await new Promise((done) => setTimeout(done, 500));
  }
  const port = call('docker', ['port', id, '3306']).text.split(':').pop();
  const url = `mysql://root:${password}@127.0.0.1:${port}`;
  return { env: { TEST_MYSQL_URL: url, AAAS_TEST_DATABASE_URL: url }, stop };
}

/** Debian unstable's server, installed into a folder and run with that folder's own loader and libraries. */
function debianFolder() {
  const folder = join(root, '.cache/mysql-debian');
  if (!existsSync(join(folder, 'usr/sbin/mysqld'))) {
    if (!call('which', ['debootstrap']).ok) {
      const install = ['install', '-q', '-y', '--no-install-recommends', 'debootstrap'];
      if (!call('apt-get', install, { stdio: 'inherit' }).ok) throw new Error('apt-get cannot install debootstrap.');
    }
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const args = [
      '--variant=minbase',
      '--include=mysql-server-core',
      'unstable',
      folder,
      'http://deb.debian.org/debian',
    ];
    if (!call('debootstrap', args).ok) throw new Error(`debootstrap fails; see ${folder}/debootstrap/debootstrap.log`);
  }
  const triplet = readdirSync(join(folder, 'usr/lib')).find((name) => name.endsWith('-linux-gnu'));
  const libraries = join(folder, 'usr/lib', triplet);
  const loader = join(
    libraries,
    readdirSync(libraries).find((name) => name.startsWith('ld-linux')),
  );
  const program = join(root, '.cache/mysqld');
  const paths = `${libraries}:${join(folder, 'usr/lib/mysql/private')}`;
  const start = `exec "${loader}" --library-path "${paths}" "${folder}/usr/sbin/mysqld" "$@" --basedir="${folder}/usr"`;
  writeFileSync(program, `#!/bin/sh\n${start}\n`);
  chmodSync(program, 0o755);
  return { env: { AAAS_TEST_MYSQLD: program }, stop: () => undefined };
}

async function server() {
  const given = process.env.DATABASE_URL;
  if (given) return { env: { TEST_MYSQL_URL: given, AAAS_TEST_DATABASE_URL: given }, stop: () => undefined };
  if (call('docker', ['info'], { stdio: 'ignore' }).ok) return container();
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) return debianFolder();
  throw new Error('MySQL is needed: give DATABASE_URL, or have Docker running, or be root on Debian.');
}

ensureInstalled();
prepareMachine();
const { build } = await import('./build.mjs');
await build();
const { env, stop } = await server();
const temporary = mkdtempSync(join(tmpdir(), 'aaas-mysql-'));
try {
  const args = ['--selectProjects', 'int', 'e2e', '--passWithNoTests', ...process.argv.slice(2)];
  const { ok } = await run(bin('jest'), args, {
    env: { ...process.env, DATABASE_URL: '', ...env, TMPDIR: temporary, NODE_ENV: 'test' },
  });
  process.exitCode = ok ? 0 : 1;
} finally {
  stop();
  rmSync(temporary, { recursive: true, force: true, maxRetries: 10 });
}
