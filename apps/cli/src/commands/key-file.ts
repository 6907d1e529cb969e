import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';

const keyBytes = 32;

/** The keys of a file, the one in use first. @throws Error when a line is none */
export function keysIn(file: string): string[] {
  const keys = readFileSync(file, 'utf8')
    .split(/[\s,]+/)
    .filter(Boolean);
  for (const key of keys)
    if (Buffer.from(key, 'base64').length !== keyBytes)
      throw new Error(`${file} holds something that is no key of 32 bytes`);
  return keys;
}

/** Puts a fresh key first; those that were there still open what they guard. @returns how many there are now */
export function addKey(file: string): number {
  const keys = [randomBytes(keyBytes).toString('base64'), ...(existsSync(file) ? keysIn(file) : [])];
  write(file, keys);
  return keys.length;
}

/** Leaves the key in use alone. @returns how many are gone */
export function retireKeys(file: string): number {
  const [first, ...others] = keysIn(file);
  if (first === undefined) throw new Error(`${file} holds no key`);
  if (others.length > 0) write(file, [first]);
  return others.length;
}

/** Whole or not at all: whoever reads meanwhile sees the file before or after. */
function write(file: string, keys: readonly string[]): void {
  const mode = existsSync(file) ? statSync(file).mode & 0o777 : 0o600;
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${keys.join('\n')}\n`, { mode, flush: true });
  renameSync(draft, file);
}
