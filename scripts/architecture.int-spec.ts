import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

interface Result {
  code: number;
  output: string;
}

/** Runs a program; never throws. */
const run = (program: string, cwd: string, args: string[]): Promise<Result> =>
  new Promise((resolve) => {
    execFile(program, args, { cwd, maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, output: stdout || stderr }),
    );
  });

/** A small house that breaks the import rules; each file breaks one. */
const planted: Record<string, { breaks?: string; text: string }> = {
  'libs/contracts/src/index.ts': { text: 'export const contract = 1;' },
  'libs/workflow/src/index.ts': { text: 'export const workflow = 1;' },
  'libs/platform/src/rpc/index.ts': { text: "export { contract } from '#libs/contracts';" },
  'libs/testing/src/index.ts': { text: 'export const fake = 1;' },
  'libs/engine/src/index.ts': { text: "export { workflow as engine } from '#libs/workflow';" },
  'apps/company/src/app.module.ts': { text: "export { contract } from '#libs/contracts';" },
  'apps/standalone/src/main.ts': { text: "import '../../company/src/app.module.js';" },
  'apps/company/src/features/runs/runs.repository.ts': { text: "export { DataSource } from 'typeorm';" },

  'libs/engine/src/round.ts': { breaks: 'no-cycles', text: "import './trip.js';" },
  'libs/engine/src/trip.ts': { text: "import './round.js';" },
  'libs/engine/src/nowhere.ts': { breaks: 'no-unresolvable', text: "import './missing.js';" },
  'apps/agents/src/reach.ts': { breaks: 'apps-stand-alone', text: "import '../../company/src/app.module.js';" },
  'apps/cli/src/reach.ts': { breaks: 'apps-stand-alone', text: "import '../../company/src/app.module.js';" },
  'libs/durable/src/reach.ts': {
    breaks: 'nobody-imports-apps',
    text: "import '../../../apps/company/src/app.module.js';",
  },
  'libs/workflow/src/far.ts': { breaks: 'workflow-is-alone', text: "import '#libs/contracts';" },
  'libs/engine/src/clock.ts': { breaks: 'engine-is-pure', text: "import 'node:timers';" },
  'libs/engine/src/logger.ts': { breaks: 'engine-is-pure', text: "import 'pino';" },
  'libs/engine/src/plumbing.ts': { breaks: 'engine-is-pure', text: "import '#libs/platform/rpc';" },
  'libs/expressions/src/index.ts': { breaks: 'expressions-are-browser-safe', text: "import 'node:fs';" },
  'libs/contracts/src/server.ts': { breaks: 'contracts-are-browser-safe', text: "import '@nestjs/common';" },
  'libs/catalog/src/node-kinds/wait/wait.run.ts': { text: "import 'node:fs'; export const run = 1;" },
  'libs/catalog/src/node-kinds/wait/wait.def.ts': {
    breaks: 'catalog-definitions-import-no-runs',
    text: "import './wait.run.js';",
  },
  'libs/catalog/src/node-kinds/far/paths.ts': { text: "import 'node:fs';" },
  'libs/catalog/src/node-kinds/far/far.def.ts': {
    breaks: 'catalog-definitions-are-browser-safe',
    text: "import './paths.js';",
  },
  'libs/catalog/src/node-kinds/plumbing.ts': {
    breaks: 'catalog-knows-no-platform',
    text: "import '#libs/platform/rpc';",
  },
  'libs/platform/src/rpc/business.ts': { breaks: 'platform-knows-no-business', text: "import '#libs/workflow';" },
  'libs/durable/src/decider.ts': { breaks: 'durable-runs-any-decider', text: "import '#libs/engine';" },
  'frontend/src/server.ts': { breaks: 'frontend-sees-definitions-only', text: "import '#libs/platform/rpc';" },
  'frontend/src/run.ts': {
    breaks: 'frontend-sees-definitions-only',
    text: "import '#libs/catalog/node-kinds/wait/wait.run';",
  },
  'libs/workflow/src/files.ts': { breaks: 'frontend-is-browser-safe', text: "import 'node:fs';" },
  'apps/company/src/features/runs/runs.service.ts': { breaks: 'typeorm-in-its-place', text: "import 'typeorm';" },
  'libs/durable/src/families.ts': {
    breaks: 'catalog-runs-belong-to-their-service',
    text: "import '#libs/catalog/node-kinds/wait/wait.run';",
  },
  'apps/company/src/fakes.ts': { breaks: 'testing-is-for-tests', text: "import '#libs/testing';" },
  'apps/company/src/story.spec.ts': { text: 'export const story = 1;' },
  'apps/company/src/story.ts': { breaks: 'no-test-imported', text: "import './story.spec.js';" },
  'libs/testing/src/oracle/oracle.ts': { breaks: 'oracle-is-alone', text: "import '#libs/contracts';" },
  'apps/company/src/tools.ts': { breaks: 'no-dev-packages', text: "import 'supertest';" },
};

describe('the import rules', () => {
  const house = mkdtempSync(join(tmpdir(), 'aaas-house-'));
  afterAll(() => rmSync(house, { recursive: true }));

  it('each catch the file that breaks it, and let the others pass', async () => {
    for (const file of [
      'package.json',
      'tsconfig.json',
      'tsconfig.base.json',
      '.dependency-cruiser.cjs',
      'scripts/resolve-libs.cjs',
    ]) {
      cpSync(file, join(house, file));
    }
    for (const name of ['typeorm', 'zod', 'pino', '@nestjs/common', 'supertest']) {
      const folder = join(house, 'node_modules', name);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
      writeFileSync(join(folder, 'index.js'), '');
    }
    for (const [path, { text }] of Object.entries(planted)) {
      mkdirSync(dirname(join(house, path)), { recursive: true });
      writeFileSync(join(house, path), `${text}\n`);
    }
    const folders = ['apps', 'libs', 'bench', 'frontend'];
    for (const folder of folders) mkdirSync(join(house, folder), { recursive: true });
    const { output } = await run(join(process.cwd(), 'node_modules/.bin/depcruise'), house, [
      ...folders,
      '--output-type',
      'json',
      '--no-cache',
    ]);
    const { violations } = (
      JSON.parse(output) as { summary: { violations: { from: string; rule: { name: string } }[] } }
    ).summary;
    const caught = (path: string) => violations.filter(({ from }) => from === path).map(({ rule }) => rule.name);
    for (const [path, { breaks }] of Object.entries(planted)) {
      if (breaks) expect([path, caught(path)]).toEqual([path, expect.arrayContaining([breaks])]);
    }
    const fine = [
      'libs/engine/src/index.ts',
      'apps/standalone/src/main.ts',
      'apps/company/src/features/runs/runs.repository.ts',
    ];
    expect(fine.flatMap(caught)).toEqual([]);
    const names = new Set(violations.map(({ rule }) => rule.name));
    const written = [
      ...readFileSync('.dependency-cruiser.cjs', 'utf8').matchAll(/name: '([a-z-]+)'|only\(\s*'([a-z-]+)'/g),
    ];
    expect([...names].sort()).toEqual(written.map((match) => match[1] ?? match[2]).sort());
  });
});

interface Planted {
  path: string;
  text: string;
}

/** What the lint rules say of each text, in one process: loading them takes longer than judging. */
async function lintAll(texts: Planted[]): Promise<(string | null)[][]> {
  const program = `
    import { ESLint } from 'eslint';
    const eslint = new ESLint({ cache: false });
    const found = [];
    for (const { path, text } of JSON.parse(process.argv[1])) {
      const [report] = await eslint.lintText(text, { filePath: path });
      found.push(report?.messages.map(({ ruleId }) => ruleId) ?? []);
    }
    console.log(JSON.stringify(found));`;
  const { code, output } = await run(process.execPath, process.cwd(), [
    '--input-type=module',
    '--eval',
    program,
    JSON.stringify(texts),
  ]);
  if (code !== 0) throw new Error(output);
  return JSON.parse(output) as (string | null)[][];
}

describe('the lint rules', () => {
  /** Type-aware rules need a file that the project knows; its text is replaced for the test only. */
  const known = 'libs/contracts/src/index.ts';
  const violations: [rule: string, text: string][] = [
    ['@typescript-eslint/consistent-type-imports', "import { Role } from './permissions.js'; export type R = Role;"],
    ['no-restricted-syntax', "export const mode = process.env['REDIS_URL'];"],
    ['@typescript-eslint/no-floating-promises', 'const work = async () => 1; work();'],
    ['@typescript-eslint/no-explicit-any', 'export const loose = (value: any): unknown => value;'],
    ['eqeqeq', 'export const same = (a: unknown, b: unknown) => a == b;'],
    ['no-console', "console.log('hello');"],
  ];
  const lines = '// line\n'.repeat(260);
  const texts = {
    violations: { path: known, text: violations.map(([, text]) => `${text}\n`).join('') },
    environment: { path: 'libs/testing/src/index.ts', text: "export const url = process.env['TEST_REDIS_URL'];\n" },
    long: { path: 'scripts/steps.mjs', text: `export const x = 1;\n${lines}` },
    explained: { path: 'scripts/steps.mjs', text: `/** One table. */\nexport const x = 1;\n${lines}` },
    'scripts/steps-helper.mjs': { path: 'scripts/steps-helper.mjs', text: 'export const x = 1;\n' },
    'scripts/data/x.mjs': { path: 'scripts/data/x.mjs', text: 'export const x = 1;\n' },
    'scripts/CamelCase.mjs': { path: 'scripts/CamelCase.mjs', text: 'export const x = 1;\n' },
  } satisfies Record<string, Planted>;
  let found: Map<string, (string | null)[]>;
  beforeAll(async () => {
    const all = await lintAll(Object.values(texts));
    found = new Map(Object.keys(texts).map((name, at) => [name, all[at]!]));
  }, 300_000);

  it('each catch the line that breaks it', () => {
    expect(found.get('violations')).toEqual(expect.arrayContaining(violations.map(([rule]) => rule)));
  });

  it('leave the environment to those who may read it', () => {
    expect(found.get('environment')).toEqual([]);
  });

  it('want a reason for a long file', () => {
    expect(found.get('long')).toContain('aaas/long-file-explained');
    expect(found.get('explained')).toEqual([]);
  });

  it.each(['scripts/steps-helper.mjs', 'scripts/data/x.mjs', 'scripts/CamelCase.mjs'])('allow no file %s', (path) => {
    expect(found.get(path)).toContain('aaas/file-name');
  });
});
