import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../testing/until.js';
import type { WakeUps } from './wake-ups.port.js';

/** What every transport of wake-ups must do. `create` gives one that shares its queue with no other test. */
export function describeWakeUps(name: string, create: () => Promise<WakeUps>): void {
  describe(`wake-ups: ${name}`, () => {
    let wakeUps: WakeUps;
    let seen: string[];
    const listen = (handle: (run: string) => Promise<void> = async () => undefined) =>
      wakeUps.onWake(async (run) => {
        seen.push(run);
        await handle(run);
      });
    beforeEach(async () => {
      wakeUps = await create();
      seen = [];
    });
    afterEach(() => wakeUps.close());

    it('hands a hint to whoever listens', async () => {
      listen();
      wakeUps.wake('run_a', 1);
      await until('the hint', () => seen.length === 1);
      expect(seen).toEqual(['run_a']);
    });

    it('keeps a hint until somebody listens', async () => {
      wakeUps.wake('run_a', 1);
      await sleep(30);
      listen();
      await until('the hint', () => seen.length === 1);
    });

    it('takes the same run and number as one hint while it waits', async () => {
      wakeUps.wake('run_a', 1);
      wakeUps.wake('run_a', 1);
      wakeUps.wake('run_b', 1);
      listen();
      await until('both runs', () => seen.includes('run_a') && seen.includes('run_b'));
      await sleep(100);
      expect(seen.sort()).toEqual(['run_a', 'run_b']);
    });

    it('takes another number as another hint, also while the first is handled', async () => {
      let open = (): void => undefined;
      const gate = new Promise<void>((resolve) => (open = resolve));
      listen(() => gate);
      wakeUps.wake('run_a', 1);
      await until('the first', () => seen.length === 1);
      wakeUps.wake('run_a', 2);
      await until('the second', () => seen.length === 2);
      open();
    });

    it('takes a number again once its hint is done', async () => {
      listen();
      wakeUps.wake('run_a', 1);
      await until('the first', () => seen.length === 1);
      await until('the second', () => {
        wakeUps.wake('run_a', 1);
        return seen.length >= 2;
      });
    });

    it('hands each hint to one listener only', async () => {
      listen();
      listen();
      for (let i = 0; i < 50; i++) wakeUps.wake(`run_${i}`, 1);
      await until('all', () => seen.length >= 50);
      await sleep(100);
      expect(new Set(seen).size).toBe(50);
      expect(seen).toHaveLength(50);
    });

    it('does not hint before the time', async () => {
      listen();
      const due = Date.now() + 300;
      wakeUps.wake('run_a', 1, due);
      await until('the hint', () => seen.length === 1);
      expect(Date.now()).toBeGreaterThanOrEqual(due - 2);
    });

    it('hints at once when the time is past', async () => {
      listen();
      wakeUps.wake('run_a', 1, Date.now() - 5000);
      await until('the hint', () => seen.length === 1);
    });

    it('lets a wake pass by a timer of the same number', async () => {
      listen();
      wakeUps.wake('run_a', 3, Date.now() + 60_000);
      wakeUps.wake('run_a', 3);
      await until('the wake', () => seen.length === 1);
    });

    it('goes on after a handler failed', async () => {
      listen(async (run) => {
        if (run === 'run_bad') throw new Error('broken');
      });
      wakeUps.wake('run_bad', 1);
      wakeUps.wake('run_good', 1);
      await until('both', () => seen.includes('run_good') && seen.includes('run_bad'));
    });

    it('carries ids of every shape', async () => {
      listen();
      const ids = ['run_01h455vb4pex5vsknk084sn02q', 'dlv-A_b', 'x'.repeat(64), '0'];
      for (const id of ids) wakeUps.wake(id, 0);
      await until('all', () => seen.length === ids.length);
      expect(seen.sort()).toEqual([...ids].sort());
    });

    it('hands out nothing after the listener was closed', async () => {
      const listener = listen();
      await listener.close();
      wakeUps.wake('run_a', 1);
      await sleep(100);
      expect(seen).toEqual([]);
    });

    it('waits for handlers at work when the listener is closed, or lets them be', async () => {
      let done = false;
      const listener = listen(async () => {
        await sleep(50);
        done = true;
      });
      wakeUps.wake('run_a', 1);
      await until('the hint', () => seen.length === 1);
      await listener.close();
      await until('the handler ended', () => done, 1000);
    });

    it('counts what waits, and what is to wait', async () => {
      const counted = () => wakeUps.counts(['own']);
      wakeUps.wake('run_a', 1);
      wakeUps.wake('run_b', 1, undefined, 'own');
      wakeUps.wake('run_c', 1, Date.now() + 60_000);
      wakeUps.wake('run_d', 1, undefined, 'another');
      await until('the hints', async () => (await counted())?.delayed === 1);
      expect(await counted()).toEqual({ waiting: 2, active: 0, delayed: 1, failed: 0 });
      listen();
      await until('the hint to be handled', async () => (await counted())?.waiting === 1);
    });

    it('bears hints after the close', async () => {
      listen();
      await wakeUps.close();
      expect(() => wakeUps.wake('run_a', 1)).not.toThrow();
    });

    it('bears being closed twice', async () => {
      await wakeUps.close();
      await wakeUps.close();
    });

    it('hands a hint of a line to those alone who listen to it', async () => {
      const special: string[] = [];
      listen();
      wakeUps.onWake(async (run) => void special.push(run), ['support desk/ä', 'other']);
      for (let i = 0; i < 20; i++) {
        wakeUps.wake(`run_line_${i}`, 1, undefined, 'support desk/ä');
        wakeUps.wake(`run_any_${i}`, 1);
      }
      wakeUps.wake('run_late', 1, Date.now() + 50, 'other');
      await until('all', () => special.length >= 21 && seen.length >= 20);
      await sleep(100);
      expect(special.sort()).toEqual([...Array.from({ length: 20 }, (_, i) => `run_line_${i}`), 'run_late'].sort());
      expect(seen.every((run) => run.startsWith('run_any_'))).toBe(true);
    });

    it('carries many', async () => {
      listen();
      for (let i = 0; i < 2000; i++) wakeUps.wake(`run_${i}`, i);
      await until('all', () => new Set(seen).size === 2000, 30_000);
    });
  });
}
