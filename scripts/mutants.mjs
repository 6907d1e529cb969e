/**
 * `npm run mutants`: takes away one defence after the other, in a private copy of the tree, and expects the test that stands for its
 * promise to go red. `npm run mutants -- 7 F6` runs single rows, by number or promise; `-- --list` shows them.
 *
 * A row fails when its test stays green, when the test is red without the mutation, and when the text of the defence is no longer found.
 */
import './ts.mjs';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative, sep } from 'node:path';
import { root } from './setup.mjs';
import { mutants } from './mutants-table.mjs';

const patienceMs = 5 * 60_000;
const left = new Set(['node_modules', '.git', '.cache', 'dist', 'data', 'coverage']);

/** The tree without what is made from it; packages are linked. */
function copyTree() {
  const copy = mkdtempSync(join(tmpdir(), 'aaas-mutants-'));
  cpSync(root, copy, {
    recursive: true,
    filter: (path) =>
      !(
        left.has(basename(path)) &&
        relative(root, path)
          .split(sep)
          .every((part) => part !== 'src')
      ),
  });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

const projectOf = (suite) =>
  suite.includes('.int-spec')
    ? 'int'
    : suite.includes('.e2e-spec')
      ? 'e2e'
      : suite.startsWith('frontend/src')
        ? 'web'
        : 'unit';
const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Runs one test in the copy. `red`: it ran and failed; `green`: it ran and passed; `none`: no such test ran. */
function judge(copy, { suite, test }) {
  const report = join(copy, 'report.json');
  rmSync(report, { force: true });
  const args = [
    suite,
    '--selectProjects',
    projectOf(suite),
    '-t',
    escaped(test),
    '--json',
    '--outputFile',
    report,
    '--silent',
    '--forceExit',
  ];
  const { signal } = spawnSync(process.execPath, [join(copy, 'node_modules/jest/bin/jest.js'), ...args], {
    cwd: copy,
    stdio: 'ignore',
    timeout: patienceMs,
    killSignal: 'SIGKILL',
  });
  if (signal) return 'red';
  // The suite could not even be read.
  if (!existsSync(report)) return 'none';
  const { numFailedTests, numPassedTests } = JSON.parse(readFileSync(report, 'utf8'));
  if (numFailedTests > 0) return 'red';
  return numPassedTests > 0 ? 'green' : 'none';
}

/** The file with the defence taken away. @throws Error when its text is not found, or found twice */
function mutated(text, { find, put, also, file }) {
  for (const change of [{ find, put }, ...(also ? [also] : [])]) {
    const parts = text.split(change.find);
    if (parts.length !== 2) throw new Error(`${file}: found ${parts.length - 1} times: ${change.find}`);
    text = parts.join(change.put);
  }
  return text;
}

const baselines = new Map();

function tryOne(copy, mutant) {
  const path = join(copy, mutant.file);
  const text = readFileSync(path, 'utf8');
  let changed;
  try {
    changed = mutated(text, mutant);
  } catch (error) {
    return error.message;
  }
  const name = `${mutant.suite} ${mutant.test}`;
  if (!baselines.has(name)) baselines.set(name, judge(copy, mutant));
  const before = baselines.get(name);
  if (before !== 'green') return before === 'none' ? 'no such test' : 'its test is red as it is';
  writeFileSync(path, changed);
  try {
    const after = judge(copy, mutant);
    return after === 'red' ? undefined : after === 'none' ? 'the test does not start' : 'nobody noticed';
  } finally {
    writeFileSync(path, text);
  }
}

const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const rows = mutants
  .map((mutant, index) => ({ number: index + 1, ...mutant }))
  .filter(({ number, promise }) => words.length === 0 || words.includes(String(number)) || words.includes(promise));
const title = ({ number, promise, what }) => `${String(number).padStart(3)}  ${promise.padEnd(4)} ${what}`;

if (process.argv.includes('--list')) {
  for (const row of rows) console.log(`${title(row)}\n          ${row.suite}: ${row.test}`);
  process.exit(0);
}

const { startRunServers } = await import('../libs/testing/src/servers/run-servers.ts');
const servers = await startRunServers();
const copy = copyTree();
let failures = 0;
try {
  for (const row of rows) {
    const began = Date.now();
    const fault = tryOne(copy, row);
    if (fault) failures += 1;
    console.log(
      `${fault ? 'FAIL' : 'red '} ${title(row)} (${Math.round((Date.now() - began) / 1000)} s)${fault ? `: ${fault}` : ''}`,
    );
  }
} finally {
  rmSync(copy, { recursive: true, force: true, maxRetries: 10 });
  await servers.stop();
}
console.log(`${rows.length - failures} of ${rows.length} defences are missed when they are gone`);
process.exit(failures === 0 ? 0 : 1);
