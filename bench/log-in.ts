import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'undici';
import { figureOf, type Figure } from './figure.js';
import { repeatedly } from './load.js';
import { measured, seconds } from './measured.js';
import { startPlatform, type Bench, type Mode } from './platform.js';

const password = 'four grey herons wade';
/** Ten log-ins in five minutes are an account's, a hundred an address's: so many accounts, and few of them at one address. */
const accounts = 400;
const accountsAtOnce = 8;

/** Somebody who comes from an address of their own on this machine. */
interface Person {
  email: string;
  from: Pool;
  logIns: number;
}

const post = async (from: Pool, path: string, body: object): Promise<{ accessToken: string }> => {
  const answer = await from.request({
    method: 'POST',
    path: `/api/v1/auth/${path}`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await answer.body.text();
  if (answer.statusCode >= 300) throw new Error(`${path} answered ${answer.statusCode}: ${text}`);
  return JSON.parse(text) as { accessToken: string };
};

async function signUpAll({ url }: Bench): Promise<Person[]> {
  const people: Person[] = [];
  for (let first = 0; first < accounts; first += accountsAtOnce) {
    const localAddress = `127.0.1.${1 + first / accountsAtOnce}`;
    const from = new Pool(url, { connections: accountsAtOnce, localAddress });
    const made = Array.from({ length: accountsAtOnce }, async () => {
      const email = `${randomUUID()}@bench.example`;
      await post(from, 'sign-up', { email, password, name: 'Bench', companyName: 'Bench' });
      return { email, from, logIns: 0 };
    });
    people.push(...(await Promise.all(made)));
  }
  return people;
}

/** Log-ins: how many a second, and how long each takes, and what the guard adds to a request of somebody who is signed in. */
export async function benchLogIn(mode: Mode): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'aaas-guard-'));
  const platform = await startPlatform(mode, { preload: ['guard-clock'], env: { BENCH_GUARD: folder } });
  let pools: Pool[] = [];
  let running = true;
  try {
    const people = await signUpAll(platform);
    pools = [...new Set(people.map(({ from }) => from))];
    let next = 0;
    const latencies: number[] = [];
    /** By whoever has had the fewest. */
    const once = async () => {
      const person = people[next++ % people.length]!;
      if (++person.logIns > 9) throw new Error('More log-ins than the throttle allows; raise the number of accounts');
      const began = performance.now();
      await post(person.from, 'log-in', { email: person.email, password });
      latencies.push(performance.now() - began);
      return 1;
    };
    const figures: Figure[] = [];
    for (const concurrency of [1, 8]) {
      latencies.length = 0;
      const name = `log_in_c${concurrency}`;
      figures.push(
        await measured(platform, { bench: 'log_in', figure: name, unit: 'log-ins/s' }, async () => {
          const { done, ms } = await repeatedly(concurrency, seconds / 2, once);
          return { value: (done * 1000) / ms, done };
        }),
        ...quantilesOf(name, latencies),
      );
    }
    const [{ email, from }] = people as [Person];
    const { accessToken } = await post(from, 'log-in', { email, password });
    await repeatedly(10, seconds * 2, async () => {
      const headers = { authorization: `Bearer ${accessToken}` };
      const answer = await from.request({ method: 'GET', path: '/api/v1/company/security', headers });
      await answer.body.dump();
      if (answer.statusCode !== 200) throw new Error(`It answered ${answer.statusCode}`);
      return 1;
    });
    await Promise.all(pools.map((pool) => pool.destroy()));
    pools = [];
    await platform.stop();
    running = false;
    const taken = readdirSync(folder).map(
      (file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as { known: number[]; asked: number[] },
    );
    const all = taken.flatMap(({ known, asked }) => [...known, ...asked]);
    return [
      ...figures,
      ...quantilesOf('authorised_overhead', all),
      ...quantilesOf(
        'authorised_asked',
        taken.flatMap(({ asked }) => asked),
      ),
    ];
  } finally {
    await Promise.all(pools.map((pool) => pool.destroy()));
    if (running) await platform.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function quantilesOf(name: string, taken: readonly number[]): Figure[] {
  const sorted = [...taken].sort((a, b) => a - b);
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!;
  const of = (figure: string, value: number): Figure => ({
    ...figureOf('log_in', `${name}_${figure}`, 'ms', [value]),
    value: Math.round(value * 1000) / 1000,
    min: sorted[0]!,
    max: sorted.at(-1)!,
    runs: sorted.length,
  });
  return [of('p50', at(0.5)), of('p99', at(0.99))];
}
