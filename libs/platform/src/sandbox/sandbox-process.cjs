/**
 * The program of one throw-away process that runs one piece of JavaScript of strangers in QuickJS (WebAssembly), and ends. Plain
 * JavaScript, because it starts without a loader and may read nothing but itself and QuickJS; long, because it must be one file.
 * Required as a module it does nothing but tell where it lies. Speaks one line of JSON each way: `{"ready":true}`, the job on stdin,
 * the answer on stdout.
 */
'use strict';
const { createRequire } = require('node:module');
const { sep } = require('node:path');

/** Where QuickJS really lies is found by who starts the process: here no link on the way to it may be read. */
const entry = require.main === module ? process.argv[2] : require.resolve('quickjs-emscripten');
/** Finds its parts as it does itself; the package's own entry would load four builds of it. */
const quickjs = createRequire(entry);

const packages = [
  'quickjs-emscripten',
  'quickjs-emscripten-core',
  '@jitl/quickjs-ffi-types',
  '@jitl/quickjs-wasmfile-release-sync',
];

const MiB = 1024 * 1024;
const pageBytes = 65_536;
/**
 * `guest` is what the code is told. What holds it is the size of the WebAssembly memory: QuickJS compares with its own limit only the
 * single allocation, for in WebAssembly it cannot ask how large a block became. 16 MiB are QuickJS's own, and room that growth leaves.
 */
const memory = { guest: 64 * MiB, stack: 256 * 1024, pages: (80 * MiB) / pageBytes, ballast: MiB };
const most = { jobs: 1_000_000, logs: 200, logLength: 2000, logged: 16 * 1024, message: 2000 };

/**
 * Evaluated in the guest before the stranger's code. The clock stands still and chance follows from the key, so that a repeated step
 * gives the same result. What is handed out to the host is made by functions that the stranger cannot replace.
 */
const prelude = `(function (now, seed, inputText, write) {
  'use strict';
  const { stringify, parse } = JSON;
  const RealDate = Date;
  const { construct, apply } = Reflect;
  const { slice } = String.prototype;
  function FixedDate(...args) {
    if (!new.target) return new RealDate(now).toString();
    return construct(RealDate, args.length > 0 ? args : [now], new.target);
  }
  FixedDate.prototype = RealDate.prototype;
  const define = (target, name, value) =>
    Object.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: false });
  define(FixedDate, 'name', 'Date');
  define(FixedDate, 'UTC', RealDate.UTC);
  define(FixedDate, 'parse', RealDate.parse);
  define(FixedDate, 'now', () => now);
  define(RealDate.prototype, 'constructor', FixedDate);
  define(globalThis, 'Date', FixedDate);
  let [a, b, c, d] = seed;
  define(Math, 'random', function random() {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4294967296;
  });
  if (globalThis.performance) define(globalThis, 'performance', { now: () => 0, timeOrigin: now });
  const cut = (text) => apply(slice, text, [0, ${most.logLength}]);
  const told = (value) => {
    if (typeof value === 'string') return cut(value);
    try {
      const text = stringify(value);
      return cut(text === undefined ? String(value) : text);
    } catch {
      return '[' + typeof value + ']';
    }
  };
  const log = (...values) => {
    let line = '';
    for (let i = 0; i < values.length && i < 20; i++) line += (i > 0 ? ' ' : '') + told(values[i]);
    write(cut(line));
  };
  define(globalThis, 'console', { log, info: log, warn: log, error: log, debug: log });
  define(globalThis, 'input', parse(inputText));
  define(globalThis, 'now', new RealDate(now).toISOString());
  return {
    wait: async (value) => value,
    write: (value) => {
      const text = stringify(value);
      return text === undefined ? 'null' : text;
    },
    explain: (error) => {
      if (typeof error !== 'object' || error === null) return stringify({ name: 'Error', message: cut(String(error)) });
      return stringify({ name: told(error.name), message: told(error.message), stack: told(error.stack) });
    },
  };
})`;

const flags = { compileOnly: 1 << 5, async: 1 << 7 };

function becomeNobody() {
  try {
    process.setgroups([]);
    process.setgid(65534);
    process.setuid(65534);
  } catch (error) {
    // In a user namespace that knows no nobody, root is nobody in particular already.
    if (error.code !== 'EINVAL') throw error;
  }
}

function lockDown() {
  if (process.getuid?.() === 0) becomeNobody();
  // A second fence behind the WebAssembly one: who gets out of it finds no way to modules, sockets or processes.
  for (const name of ['fetch', 'WebSocket', 'EventSource', 'require', 'module', 'Worker']) delete globalThis[name];
  for (const name of ['binding', '_linkedBinding', 'dlopen', 'getBuiltinModule', 'kill', 'mainModule', 'chdir'])
    Object.defineProperty(process, name, { value: undefined, configurable: false, writable: false });
}

class Limit extends Error {
  constructor(limit, message) {
    super(message);
    this.limit = limit;
  }
}

/** What the guest itself failed with. */
class Failure extends Error {
  constructor(name, message, line) {
    super(message);
    this.name = name;
    if (line !== undefined) this.line = Number(line);
  }
}

/** Four numbers from a text (FNV-1a, each from another start). */
function seedOf(text) {
  return [1, 2, 3, 4].map((round) => {
    let hash = 0x811c9dc5 ^ round;
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    return hash | 0;
  });
}

class Guest {
  constructor(module, job, wasmMemory) {
    this.job = job;
    this.wasmMemory = wasmMemory;
    this.logs = [];
    this.logged = 0;
    this.deadline = Infinity;
    this.runtime = module.newRuntime();
    this.runtime.setMemoryLimit(memory.guest);
    this.runtime.setMaxStackSize(memory.stack);
    this.runtime.setInterruptHandler(() => Date.now() > this.deadline);
    this.context = this.runtime.newContext();
    // Let go when there is no memory left to say so.
    this.ballast = this.context.newArrayBuffer(new ArrayBuffer(memory.ballast));
  }

  run() {
    this.deadline = Date.now() + this.job.timeMs;
    this.start();
    // A last expression that is a promise is waited for, as a returned one is.
    const value = this.settle(this.call('wait', this.evaluate()));
    const text = this.context.getString(this.call('write', value));
    if (Buffer.byteLength(text) > this.job.outputBytes)
      throw new Limit('code.output', `the result is larger than ${this.job.outputBytes} bytes`);
    return text;
  }

  start() {
    const { context, job } = this;
    const make = this.check(context.evalCode(prelude, 'prelude.js', 0));
    const seed = this.check(context.evalCode(`[${seedOf(job.seed).join()}]`, 'seed.js', 0));
    const write = context.newFunction('write', (line) => this.write(context.getString(line)));
    const tools = this.check(
      context.callFunction(
        make,
        context.undefined,
        context.newNumber(job.now),
        seed,
        context.newString(job.input),
        write,
      ),
    );
    const toolOf = (name) => [name, context.getProp(tools, name)];
    this.tools = Object.fromEntries(['wait', 'write', 'explain'].map(toolOf));
  }

  call(tool, value) {
    return this.check(this.context.callFunction(this.tools[tool], this.context.undefined, value));
  }

  write(line) {
    if (this.logs.length >= most.logs || this.logged >= most.logged) return;
    this.logs.push(line);
    this.logged += line.length;
  }

  /** As a script, whose value is its last expression; where that does not parse, as the body of a function with `return`. */
  evaluate() {
    const { context, job } = this;
    const script = context.evalCode(job.code, 'code.js', flags.compileOnly | flags.async);
    if (!script.error) {
      script.value.dispose();
      // A script's promise holds its value in a record of its own.
      const record = this.settle(this.check(context.evalCode(job.code, 'code.js', flags.async)));
      return context.getProp(record, 'value');
    }
    const made = context.evalCode(`(async () => {${job.code}\n})`, 'code.js', 0);
    if (made.error) throw this.failure(/return/.test(this.explain(script.error).message) ? made.error : script.error);
    return this.settle(this.check(context.callFunction(made.value, context.undefined)));
  }

  settle(promise) {
    const { context, runtime } = this;
    for (let jobs = 0; ;) {
      const state = context.getPromiseState(promise);
      if (state.type === 'rejected') throw this.failure(state.error);
      if (state.type === 'fulfilled') return state.value;
      const done = runtime.executePendingJobs(1000);
      if (done.error) throw this.failure(done.error);
      if (Date.now() > this.deadline) throw this.outOfTime();
      jobs += done.value;
      if (jobs > most.jobs) throw new Limit('code.jobs', `more than ${most.jobs} promises were settled`);
      if (done.value === 0) throw new Failure('Error', 'a promise is awaited that nothing can settle');
    }
  }

  check(result) {
    if (result.error) throw this.failure(result.error);
    return result.value;
  }

  outOfTime() {
    return new Limit('code.time', `the code took longer than ${this.job.timeMs} ms`);
  }

  failure(handle) {
    const { name, message, stack } = this.explain(handle);
    if (Date.now() > this.deadline) return this.outOfTime();
    // Without memory even for an error, QuickJS throws null.
    const isNull = this.context.sameValue(handle, this.context.null) && this.isFull();
    if (isNull || (name === 'InternalError' && message === 'out of memory'))
      return new Limit('code.memory', `the code needs more than ${memory.guest / MiB} MiB`);
    if (name === 'InternalError' && message === 'stack overflow')
      return new Limit('code.stack', 'the code calls itself too deeply');
    const line = /code\.js:(\d+)/.exec(stack ?? '')?.[1];
    return new Failure(name, message, line);
  }

  /** Getters of the error are the stranger's code too: they run in the guest, within its limits. */
  explain(handle) {
    const { context } = this;
    // Too little may be left for saying so: what cannot be told any more was the memory.
    const lost = { name: 'InternalError', message: 'out of memory' };
    if (!this.tools) return { ...lost, message: 'the sandbox did not start' };
    if (this.ballast.alive) this.ballast.dispose();
    const told = context.callFunction(this.tools.explain, context.undefined, handle);
    const text = told.error ? '' : context.getString(told.value);
    try {
      return JSON.parse(text);
    } catch {
      return this.isFull() ? lost : { name: 'Error', message: 'the error cannot be read' };
    }
  }

  isFull() {
    return this.wasmMemory.buffer.byteLength > memory.pages * pageBytes * 0.75;
  }
}

function answer(module, job, wasmMemory) {
  const guest = new Guest(module, job, wasmMemory);
  try {
    return { value: guest.run(), logs: guest.logs };
  } catch (error) {
    const { logs } = guest;
    const message = String(error.message).slice(0, most.message);
    if (error instanceof Limit) return { limit: error.limit, message, logs };
    // The stack of WebAssembly is that of the process.
    if (error instanceof RangeError) return { limit: 'code.stack', message: 'the code calls itself too deeply', logs };
    // Anything but the guest's own failure is one of the sandbox, which ends it.
    if (!(error instanceof Failure)) throw error;
    return { error: { name: String(error.name).slice(0, 100), message, line: error.line }, logs };
  }
}

async function main() {
  const { newQuickJSWASMModuleFromVariant, newVariant } = quickjs('quickjs-emscripten-core');
  const { default: release } = quickjs('@jitl/quickjs-wasmfile-release-sync');
  const wasmMemory = new WebAssembly.Memory({ initial: 256, maximum: memory.pages });
  const module = await newQuickJSWASMModuleFromVariant(newVariant(release, { wasmMemory }));
  // Loads and compiles what the first job would have to wait for.
  answer(module, { code: '1', input: 'null', now: 0, seed: '', timeMs: 5000, outputBytes: 10 }, wasmMemory);
  lockDown();
  process.stdout.write('{"ready":true}\n');
  let text = '';
  process.stdin.setEncoding('utf8');
  process.stdin.on('data', (chunk) => {
    text += chunk;
    if (!chunk.endsWith('\n')) return;
    process.stdin.removeAllListeners();
    process.stdout.write(`${JSON.stringify(answer(module, JSON.parse(text), wasmMemory))}\n`, () => process.exit(0));
  });
  process.stdin.on('end', () => process.exit(0));
}

function packageFolder(name) {
  const file = quickjs.resolve(name);
  return file.slice(0, file.lastIndexOf(`${sep}${name.replaceAll('/', sep)}${sep}`) + name.length + 1);
}

if (require.main === module) void main();
else module.exports = { program: __filename, entry, reads: packages.map((name) => `${packageFolder(name)}/*`) };
