import type { KeyService } from '../key-service.port.js';

/** What one test needs: the service as a process has it, and what its operator does. */
export interface KeyServiceUnderTest {
  keys: KeyService;
  /** Another process of the platform. */
  another(): KeyService;
  /** The operator puts a new master key in front; the others stay. */
  replace(): void;
}

/** What every key service promises. */
export function keyServiceConformance(name: string, start: () => KeyServiceUnderTest): void {
  describe(`${name} as a key service`, () => {
    const dataKey = Buffer.alloc(32, 5);

    it('gives back what it wrapped, to every process, for the same context alone', async () => {
      const { keys, another } = start();
      const wrapped = await keys.wrap(dataKey, 'co_a');
      expect(wrapped.masterKey).toBe(await keys.current());
      expect(wrapped.wrapped).not.toContain(dataKey.toString('base64url').slice(0, 20));
      expect(await another().unwrap(wrapped, 'co_a')).toEqual(dataKey);
      await expect(keys.unwrap(wrapped, 'co_b')).rejects.toThrow();
    });

    it('wraps each time differently, and opens nothing that was altered', async () => {
      const { keys } = start();
      const [one, two] = [await keys.wrap(dataKey, 'co_a'), await keys.wrap(dataKey, 'co_a')];
      expect(one.wrapped).not.toBe(two.wrapped);
      const first = one.wrapped.startsWith('A') ? 'B' : 'A';
      await expect(keys.unwrap({ ...one, wrapped: first + one.wrapped.slice(1) }, 'co_a')).rejects.toThrow();
      await expect(keys.unwrap({ ...one, masterKey: 'of somebody else' }, 'co_a')).rejects.toThrow();
    });

    it('wraps with a new master key as soon as there is one, and opens what the one before wrapped', async () => {
      const { keys, another, replace } = start();
      const before = await keys.wrap(dataKey, 'co_a');
      replace();
      expect(await keys.current()).not.toBe(before.masterKey);
      const after = await keys.wrap(dataKey, 'co_a');
      expect(after.masterKey).toBe(await keys.current());
      for (const wrapped of [before, after]) expect(await another().unwrap(wrapped, 'co_a')).toEqual(dataKey);
    });
  });
}
