import { setTimeout as sleep } from 'node:timers/promises';
import { Ambient } from './ambient.js';

const [one, other] = [new Ambient<string>(), new Ambient<number>()];
const seen = () => [one.getStore(), other.getStore()];

it('follows what the work begins, each kind by itself', async () => {
  const later = await one.run('a', async () => {
    await sleep(1);
    const inner = other.run(1, async () => (await sleep(1), seen()));
    const beside = one.run('b', async () => (await sleep(1), seen()));
    return [await inner, await beside, seen()];
  });
  expect(later).toEqual([
    ['a', 1],
    ['b', undefined],
    ['a', undefined],
  ]);
  expect(seen()).toEqual([undefined, undefined]);
});

it('ends inside of nothing', () => {
  expect(one.run('a', () => other.run(1, () => one.run(undefined, seen)))).toEqual([undefined, 1]);
});
