/**
 * `npm test`: installs what is missing, builds, judges the code, runs every suite with servers of its own, cleans up, and ends
 * with one line: `N passed, N failed`. `npm test -- unit lint` runs only the named parts (lint, unit, web, int, e2e).
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureInstalled, root } from './setup.mjs';
import { bin, run, runAll } from './steps.mjs';
import { prepareMachine } from './test-machine.mjs';

const parts = ['lint', 'unit', 'web', 'int', 'e2e'];
const chosen = process.argv.slice(2);
const wanted = (part) => chosen.length === 0 || chosen.includes(part);
const totals = { passed: 0, failed: 0 };

/** Counts a Jest report; a suite that could not even start counts as one failure. */
function count(report) {
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(report, 'utf8'));
  totals.passed += numPassedTests;
  totals.failed += numFailedTests + numRuntimeErrorTestSuites;
}

/** Whole platforms one after another, the rest side by side. */
const atOnce = (project) => ['--maxWorkers', project === 'e2e' ? '1' : '2'];
/** A suite that hangs is ended; the whole takes less on a busy machine. */
const patienceMs = 45 * 60_000;

async function jest(project, temporary, env) {
  console.log(`\n# ${project}`);
  const report = join(temporary, `${project}.json`);
  const args = [
    '--selectProjects',
    project,
    '--passWithNoTests',
    '--json',
    '--outputFile',
    report,
    '--silent',
    ...atOnce(project),
  ];
  const before = totals.failed;
  const { ok, seconds } = await run(bin('jest'), args, { env, timeoutMs: patienceMs });
  try {
    count(report);
  } catch {
    // Jest ended before it could write its report.
  }
  if (!ok && totals.failed === before) totals.failed += 1;
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${project} (${seconds} s)`);
}

/** Processes that still carry this run's mark although everything is over. Linux only. */
function leftOvers(mark) {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/environ`, 'utf8').includes(mark)) return [];
        return [{ pid: Number(pid), program: readlinkSync(`/proc/${pid}/exe`) }];
      } catch {
        return [];
      }
    });
}

/** Waits for stragglers to end; those that stay are ended here and count as a failure. */
async function sweep(mark) {
  const deadline = Date.now() + 5000;
  while (leftOvers(mark).length > 0 && Date.now() < deadline) await new Promise((done) => setTimeout(done, 50));
  for (const { pid, program } of leftOvers(mark)) {
    console.log(`FAIL a process was left behind: ${pid} ${program}`);
    totals.failed += 1;
    process.kill(pid, 'SIGKILL');
  }
}

async function runEverything(temporary) {
  const mark = `AAAS_TEST_RUN=${temporary}`;
  const env = { ...process.env, AAAS_TEST_RUN: temporary, TMPDIR: temporary, NODE_ENV: 'test', FORCE_COLOR: '0' };
  const { build } = await import('./build.mjs');
  await build().catch((error) => {
    console.error(error.message);
    totals.failed += 1;
  });
  if (wanted('lint')) {
    const { checks } = await import('./lint.mjs');
    const results = await runAll(checks);
    totals.failed += results.filter(({ ok }) => !ok).length;
  }
  for (const project of parts.slice(1).filter(wanted)) await jest(project, temporary, env);
  await sweep(mark);
}

/** The same command in a container of Debian, on a copy: for machines that have Docker and not the servers. */
function inContainer() {
  const script =
    'mkdir /work && cd /src && tar --exclude=node_modules --exclude=dist --exclude=data --exclude=.cache -cf - . | tar -C /work -xf - && cd /work && npm test';
  const args = ['run', '--rm', '--init', '-v', `${root}:/src:ro`, 'node:20-bookworm', 'bash', '-c', script];
  return spawnSync('docker', args, { stdio: 'inherit' }).status ?? 1;
}

const unknown = chosen.filter((part) => !parts.includes(part));
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(', ')}; there are ${parts.join(', ')}.`);
  process.exit(1);
}

const temporary = mkdtempSync(join(tmpdir(), 'aaas-test-'));
const removeFiles = () => rmSync(temporary, { recursive: true, force: true, maxRetries: 10 });
process.once('exit', removeFiles);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  // The suites get the signal too (or lose their parent) and end their servers; then the files go.
  process.once(signal, () => setTimeout(() => process.exit(130), 3000));
}

try {
  ensureInstalled();
  if (prepareMachine() === 'docker') process.exit(inContainer());
  await runEverything(temporary);
} catch (error) {
  console.error(error.stack ?? error);
  totals.failed += 1;
}
process.exitCode = totals.failed === 0 && totals.passed > 0 ? 0 : 1;
removeFiles();
console.log(`${totals.passed} passed, ${totals.failed} failed`);
