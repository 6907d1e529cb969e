/** Everything that judges the code without running it: `npm run lint`. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './setup.mjs';
import { bin, runAll } from './steps.mjs';

const cached = (name) => ['--cache', '--cache-location', `.cache/${name}`];

export const checks = [
  {
    name: 'eslint',
    command: bin('eslint'),
    // Two at once: each has the types of half the tree in memory; all of them are more than one process of Node may hold.
    args: ['.', '--concurrency', '2', ...cached('eslint'), '--cache-strategy', 'content', '--max-warnings', '0'],
  },
  { name: 'tsc', command: bin('tsc'), args: ['-p', '.'] },
  ...(existsSync(join(root, 'frontend/tsconfig.json'))
    ? [
        { name: 'tsc of the web app', command: bin('tsc'), args: ['-p', 'frontend'] },
        { name: 'tsc of the tests of the web app', command: bin('tsc'), args: ['-p', 'frontend/tsconfig.node.json'] },
      ]
    : []),
  { name: 'prettier', command: bin('prettier'), args: ['--check', '.', ...cached('prettier'), '--log-level', 'warn'] },
  {
    name: 'dependency-cruiser',
    command: bin('depcruise'),
    args: [
      'apps',
      'libs',
      'bench',
      ...(existsSync(join(root, 'frontend/src')) ? ['frontend'] : []),
      '--output-type',
      'err-long',
    ],
  },
  { name: 'knip', command: bin('knip'), args: ['--no-progress', '--no-config-hints'] },
];

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const results = await runAll(checks);
  process.exitCode = results.every(({ ok }) => ok) ? 0 : 1;
}
