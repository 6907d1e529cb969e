import { randomBytes } from 'node:crypto';
import { startRedis } from '#libs/testing';
import { until } from '../testing/until.js';
import { BullWakeUps } from './bull.wake-ups.js';
import { MemoryWakeUps } from './memory.wake-ups.js';
import { describeWakeUps } from './wake-ups.conformance.js';

const onSharedRedis = async (): Promise<BullWakeUps> => {
  const wakeUps = new BullWakeUps({
    redisUrl: process.env['TEST_REDIS_URL'] ?? '',
    queue: `wake-${randomBytes(4).toString('hex')}`,
  });
  await wakeUps.ready();
  return wakeUps;
};

describeWakeUps('memory', async () => new MemoryWakeUps());
describeWakeUps('bullmq', onSharedRedis);

describe('wake-ups on a Redis that goes away', () => {
  it('drops hints meanwhile without waiting, and carries them again within 10 s of its return', async () => {
    const redis = await startRedis();
    const wakeUps = new BullWakeUps({ redisUrl: redis.url, queue: 'wake-test' });
    const seen: string[] = [];
    try {
      await wakeUps.ready();
      wakeUps.onWake(async (run) => void seen.push(run));
      wakeUps.wake('run_before', 1);
      await until('the first hint', () => seen.includes('run_before'));
      await redis.kill();
      await until('the loss is seen', () => !wakeUps.isConnected);
      const began = Date.now();
      for (let i = 0; i < 20_000; i++) wakeUps.wake(`run_lost_${i}`, 1);
      expect(Date.now() - began).toBeLessThan(10_000);
      await redis.start();
      const back = Date.now();
      let wake = 0;
      await until('hints after its return', () => {
        wakeUps.wake('run_after', (wake += 1));
        return seen.includes('run_after');
      });
      expect(Date.now() - back).toBeLessThan(10_000);
    } finally {
      await wakeUps.close();
      await redis.stop();
    }
  });
});
