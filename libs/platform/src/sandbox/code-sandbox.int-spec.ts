import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { AppError } from '#libs/contracts';
import { CodeSandbox } from './code-sandbox.js';
import { Sandbox } from './sandbox.js';
import { sandboxCommand } from './sandbox-command.js';

const running = new CodeSandbox();
const never = new AbortController().signal;
afterAll(() => running.onApplicationShutdown());

interface Given {
  input?: unknown;
  timeMs?: number;
  seed?: string;
  signal?: AbortSignal;
}

const run = (code: string, { input = null, timeMs = 10_000, seed = 'key', signal = never }: Given = {}) =>
  running.run({ code, input, timeMs, seed, now: Date.parse('2026-11-20T12:00:00Z') }, signal);
const valueOf = async (code: string, given?: Given) => (await run(code, given)).value;
const failureOf = (code: string, given?: Given) =>
  run(code, given).then(
    ({ value }) => {
      throw new Error(`${code} gave ${JSON.stringify(value)}`);
    },
    (error: unknown) => {
      if (AppError.is(error)) return { code: error.code, limit: error.details['limit'], message: error.message };
      throw error;
    },
  );

describe('code', () => {
  it.each<[string, unknown]>([
    ['1 + 1', 2],
    ['const total = input.rows.map((row) => row.n * 2); total', [2, 4]],
    ['return input.rows.length', 2],
    ['if (input.rows.length > 1) return "many";\nreturn "few"', 'many'],
    ['const x = await Promise.resolve(20); x + 1', 21],
    ['const later = async () => 3; return (await later()) + 1', 4],
    ['const main = async () => 5; main()', 5],
    ['undefined', null],
    ['({ a: undefined, b: [new Date(0)] })', { b: ['1970-01-01T00:00:00.000Z'] }],
    ['"héllo 🎈".length + "\\n"', '8\n'],
    ['// only a comment\n"x" // and another', 'x'],
  ])('%s', async (code, expected) =>
    expect(await valueOf(code, { input: { rows: [{ n: 1 }, { n: 2 }] } })).toEqual(expected),
  );

  it('gives the same result when it is repeated under the same key', async () => {
    const code =
      '[Date.now(), new Date().toISOString(), now, Math.random(), Math.random(), new Date().constructor.now()]';
    const first = (await valueOf(code)) as unknown[];
    expect(first.slice(0, 3)).toEqual([1_795_176_000_000, '2026-11-20T12:00:00.000Z', '2026-11-20T12:00:00.000Z']);
    expect(await valueOf(code)).toEqual(first);
    expect(((await valueOf(code, { seed: 'other' })) as unknown[])[3]).not.toEqual(first[3]);
  });

  it('keeps what it logs, within bounds', async () => {
    const { logs } = await run(
      'console.log("a", { b: 1 }, [2]); console.error(undefined); for (let i = 0; i < 1e4; i++) console.log("x".repeat(1e4)); 1',
    );
    expect(logs.slice(0, 2)).toEqual(['a {"b":1} [2]', 'undefined']);
    expect(logs.join('').length).toBeLessThan(20_000);
  });

  it.each([
    ['let a = ;', /^SyntaxError: .*line 1/],
    ['\n\nnull.x', /^TypeError: .*line 3/],
    ['throw new RangeError("no")', /^RangeError: no/],
    ['await Promise.reject(new Error("late"))', /^Error: late/],
    ['throw "text"', /^Error: text/],
    ['console.log("so far"); throw new Error("x")', /logged last: so far$/],
    ['10n', /^TypeError: .*BigInt/],
    ['const a = {}; a.a = a; a', /^TypeError: .*circular/],
  ])('%j fails and says where', async (code, message) => {
    const failure = await failureOf(code);
    expect(failure.code).toBe('CODE_FAILED');
    expect(failure.message).toMatch(message);
  });
});

describe('A11: code of strangers', () => {
  const reachesNothing: [string, string][] = [
    ['process', 'typeof process'],
    ['require', 'typeof require'],
    ['fetch', 'typeof fetch'],
    ['timers', 'typeof setTimeout + typeof setInterval + typeof queueMicrotask.toString'],
    ['WebAssembly', 'typeof WebAssembly'],
    ['modules', 'typeof module + typeof exports + typeof __filename'],
    ['shared memory', 'typeof Atomics.wait === "function" ? "undefined" : typeof Atomics'],
    ['the runtime', 'typeof std + typeof os + typeof scriptArgs + typeof print'],
  ];
  it.each(reachesNothing)('A11: there is no %s', async (_what, code) => {
    const value = await valueOf(`try { ${code} } catch (error) { "undefined" }`);
    expect(String(value).replaceAll('undefined', '')).toBe('');
  });

  const climbs: [string, string][] = [
    ['constructor chain', '[].constructor.constructor("return process")()'],
    ['constructor of a function of the host', 'console.log.constructor("return process.env")()'],
    ['constructor of an async function', '(async () => {}).constructor("return process")()'],
    ['constructor of a generator', '(function* () {}).constructor("return process")().next().value'],
    ['error of the host', 'try { null.x } catch (error) { error.constructor.constructor("return process")() }'],
    [
      'stack of an error',
      'Error.prepareStackTrace = (e, frames) => frames[0].getThis().process; const s = new Error().stack; s.env.PATH',
    ],
    ['import', 'await import("node:fs")'],
    ['static import', 'import fs from "fs"; fs'],
    ['eval from afar', '(0, eval)("process.mainModule.require")("fs")'],
    ['this of a plain function', '(function () { return this })().process.env'],
    ['this of a proxy', 'new Proxy({}, { get: (t, k, r) => globalThis.process.env })[1]'],
    ['global of the host', 'globalThis.constructor.constructor("return this")().process.env'],
  ];
  it.each(climbs)('A11: a %s leads nowhere', async (_what, code) => {
    expect((await failureOf(code)).code).toBe('CODE_FAILED');
  });

  it('A11: nothing of the host is among the names it sees', async () => {
    const names = (await valueOf('Object.getOwnPropertyNames(globalThis)')) as string[];
    // Names of the language itself that this Node does not have, or has not under this test.
    const language = [...Object.getOwnPropertyNames(globalThis), 'Float16Array', 'InternalError', 'Iterator'];
    expect(names.filter((name) => !language.includes(name)).sort()).toEqual(['input', 'now']);
    for (const name of ['process', 'Buffer', 'fetch', 'require', 'setTimeout', 'WebSocket'])
      expect(names).not.toContain(name);
  });

  const dies: [string, string, string | undefined][] = [
    ['endless loop', 'for (;;);', 'code.time'],
    ['endless loop after a promise', 'await null; for (;;);', 'code.time'],
    [
      'endless chain of promises',
      'const again = () => Promise.resolve().then(again); again(); await new Promise(() => {})',
      undefined,
    ],
    ['pattern that explodes', '/^(a+)+$/.test("a".repeat(60) + "b")', 'code.time'],
    ['error whose message never ends', 'throw { get message() { for (;;); } }', 'code.time'],
    ['result whose toJSON never ends', '({ toJSON() { for (;;); } })', 'code.time'],
    ['valueOf that never ends', '`${{ toString() { for (;;); } }}`', 'code.time'],
    ['catch that holds on', 'for (;;) try { for (;;); } catch { }', 'code.time'],
    ['finally that holds on', 'try { for (;;); } finally { for (;;); }', 'code.time'],
    ['sort that never ends', 'const f = () => { for (;;); }; [1, 2].sort(f)', 'code.time'],
    ['large buffer', 'new Uint8Array(2 ** 30).length', undefined],
    ['very long text', '"x".repeat(2 ** 29).length', undefined],
    ['large number', '(10n ** 100000000n).toString().length', undefined],
    ['deep recursion', 'const f = () => f() + 1; f()', 'code.stack'],
    ['deep structure', 'let a = []; for (let i = 0; i < 1e5; i++) a = [a]; a', undefined],
    ['deep JSON', 'JSON.parse("[".repeat(1e6))', undefined],
    ['huge result', '"x".repeat(1024 * 1024)', 'code.output'],
    ['a promise that nothing settles', 'await new Promise(() => {})', undefined],
    ['prototypes it breaks', 'Object.prototype.toJSON = () => { for (;;); }; JSON.stringify = null; ({})', 'code.time'],
  ];
  it.each(dies)('A11: %s ends alone', async (_what, code, limit) => {
    const failure = await failureOf(code, { timeMs: 500 });
    expect(['LIMIT_EXCEEDED', 'CODE_FAILED', 'CODE_CRASHED']).toContain(failure.code);
    if (limit !== undefined) expect(failure).toMatchObject({ code: 'LIMIT_EXCEEDED', limit });
    expect(failure.message).not.toMatch(/node_modules|sandbox-process|emscripten/i);
  });

  it('A11: memory is bounded, and the limit named', async () => {
    const failure = await failureOf('const all = []; for (;;) all.push("x".repeat(1e6) + all.length)', {
      timeMs: 30_000,
    });
    expect(failure).toMatchObject({ code: 'LIMIT_EXCEEDED', limit: 'code.memory' });
  });

  it('A11: forty megabytes are enough, ninety are too many', async () => {
    const filled = (megabytes: number) =>
      `const all = []; for (let i = 0; i < ${megabytes}; i++) all.push(new Uint8Array(1e6)); all.length`;
    expect(await valueOf(filled(40))).toBe(40);
    expect(await failureOf(filled(90))).toMatchObject({ code: 'LIMIT_EXCEEDED', limit: 'code.memory' });
    const grains = 'let chain = null; for (;;) chain = { chain };';
    expect(await failureOf(grains, { timeMs: 30_000 })).toMatchObject({ code: 'LIMIT_EXCEEDED', limit: 'code.memory' });
  });

  it('A11: what never ends is ended from within, so that its log is kept', async () => {
    const failure = await failureOf('console.log("so far"); for (;;);', { timeMs: 200 });
    expect(failure).toMatchObject({
      limit: 'code.time',
      message: expect.stringContaining('logged last: so far') as string,
    });
  });

  it('A11: what is too large to be told is refused before a process starts', async () => {
    expect(await failureOf('1', { input: 'x'.repeat(5 * 1024 * 1024) })).toMatchObject({
      code: 'LIMIT_EXCEEDED',
      limit: 'code.input',
    });
  });

  it('A11: no prototype of the host is changed by what comes back', async () => {
    const value = await valueOf(
      'JSON.parse(\'{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}\')',
    );
    expect(JSON.stringify(value)).toContain('polluted');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  it('A11: what one piece of code leaves behind, the next does not find', async () => {
    await valueOf('globalThis.left = 1; Array.prototype.left = 1; 1');
    expect(await valueOf('[typeof left, typeof [].left]')).toEqual(['undefined', 'undefined']);
  });

  it('A11: a cancelled step ends its process', async () => {
    const controller = new AbortController();
    const ended = failureOf('for (;;);', { timeMs: 60_000, signal: controller.signal });
    setTimeout(() => controller.abort(), 200);
    expect((await ended).code).toBe('CODE_CRASHED');
  });

  it('A11: many at once do not disturb each other, nor the host', async () => {
    const ends = await Promise.all(
      Array.from({ length: 8 }, (_, i) => (i % 2 ? failureOf('for (;;);', { timeMs: 300 }) : valueOf(`${i} * 2`))),
    );
    expect(ends.filter((_, i) => i % 2 === 0)).toEqual([0, 4, 8, 12]);
    expect(ends.filter((_, i) => i % 2)).toEqual(Array(4).fill(expect.objectContaining({ limit: 'code.time' })));
  });
});

describe('A11: who gets out of QuickJS', () => {
  /** What the code would find in the process itself: started the same way, with another program. */
  const inside = (program: string): Promise<string> => {
    const { file, args, cwd, env } = sandboxCommand();
    const child = spawn(file, [...args.slice(0, -2), '-e', program], { cwd, env, stdio: ['ignore', 'pipe', 'ignore'] });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    return new Promise((resolve) => child.once('close', () => resolve(text.trim())));
  };
  const refused = (work: string) => `try { ${work}; console.log('done') } catch (error) { console.log(error.code) }`;

  it.each([
    ['read files', `require('node:fs').readFileSync('/etc/passwd')`],
    // Node 20 gives out the names in the root folder where the paths that may be read lie in different folders of it.
    ['list folders', `require('node:fs').readdirSync('/etc')`],
    ['write files', `require('node:fs').writeFileSync('/tmp/aaas-escaped', '1')`],
    [
      'start programs',
      `require('node:child_process').spawnSync('id').pid || (() => { throw Object.assign(new Error(), { code: 'ERR_ACCESS_DENIED' }) })()`,
    ],
    ['start workers', `new (require('node:worker_threads').Worker)('1', { eval: true })`],
  ])('A11: cannot %s', async (_what, work) => expect(await inside(refused(work))).toBe('ERR_ACCESS_DENIED'));

  it('A11: finds no environment and stands in no folder of ours', async () => {
    expect(
      await inside(
        'console.log(JSON.stringify([Object.keys(process.env).filter((n) => !["TZ", "PWD", "OLDPWD", "SHLVL", "_"].includes(n)), process.cwd()]))',
      ),
    ).toBe('[[],"/"]');
  });

  it('A11: is killed alone, and the step says so', async () => {
    const sandbox = new Sandbox();
    const ended = sandbox.run({ code: 'for (;;);', input: 'null', now: 0, seed: '', timeMs: 60_000, outputBytes: 10 });
    await sandbox.ready;
    process.kill(sandbox.pid!, 'SIGKILL');
    await expect(ended).rejects.toMatchObject({ code: 'CODE_CRASHED', retry: 'never' });
  });

  const asRoot = process.platform === 'linux' && process.getuid?.() === 0 ? it : it.skip;
  asRoot(
    'A11: is nobody, without a network, may write no file and holds no secret, when the platform runs as root',
    async () => {
      const sandbox = new Sandbox();
      await sandbox.ready;
      const of = (file: string) => readFileSync(`/proc/${sandbox.pid}/${file}`, 'utf8');
      expect(of('status')).toMatch(/^Uid:\s+65534\s+65534\s+65534/m);
      expect(of('status')).toMatch(/^Gid:\s+65534\s+65534\s+65534/m);
      expect(of('status')).toMatch(/^CapEff:\s+0+$/m);
      expect(of('limits')).toMatch(/^Max file size\s+0\s+0/m);
      expect(of('limits')).toMatch(/^Max cpu time\s+90\s+90/m);
      expect(of('net/dev')).not.toMatch(/eth|ens|enp|wl/);
      expect(
        of('environ')
          .split('\0')
          .filter(Boolean)
          .map((pair) => pair.split('=')[0]),
      ).toEqual(expect.not.arrayContaining(['PATH', 'HOME']));
      sandbox.kill('seen');
    },
  );
});
