import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addKey, keysIn, retireKeys } from './key-file.js';

describe('the file of master keys', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aaas-keys-'));
  const file = join(folder, 'master.key');
  afterAll(() => rmSync(folder, { recursive: true }));

  it('gets a new key in front, and loses the old ones when told so', () => {
    expect(addKey(file)).toBe(1);
    const [first] = keysIn(file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(addKey(file)).toBe(2);
    const [second, before] = keysIn(file);
    expect([before === first, second === first]).toEqual([true, false]);
    expect(retireKeys(file)).toBe(1);
    expect(keysIn(file)).toEqual([second]);
    expect(retireKeys(file)).toBe(0);
  });

  it('is left as it is when it holds something else', () => {
    writeFileSync(file, 'no key\n');
    expect(() => addKey(file)).toThrow(/no key of 32 bytes/);
    expect(readFileSync(file, 'utf8')).toBe('no key\n');
    expect(() => retireKeys(file)).toThrow();
  });
});
