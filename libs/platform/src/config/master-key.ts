import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from './load-config.js';

export interface MasterKeySource {
  /** From the environment. */
  masterKeys?: readonly Uint8Array[] | undefined;
  dataDir: string;
  /** One process that keeps everything in its data folder; it may make its own key. */
  embedded: boolean;
  /** False once the platform runs: a file that is gone then is a mistake, and no reason for another key. */
  mayMake?: boolean;
}

/** Keys in base64, divided by commas or white space. */
export const masterKeysOf = (text: string): Uint8Array[] =>
  text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((key) => Buffer.from(key, 'base64'));

/**
 * The keys that every stored secret is guarded by, the one in use first. Embedded, the first is made on the first start and kept in
 * `<dataDir>/master.key`, readable by the owner alone.
 * @throws ConfigError naming AAAS_MASTER_KEY when it is needed and missing, or when the kept one is damaged.
 */
export function readMasterKeys({
  masterKeys: given,
  dataDir,
  embedded,
  mayMake = true,
}: MasterKeySource): readonly Uint8Array[] {
  if (given) return given;
  if (!embedded)
    throw new ConfigError('AAAS_MASTER_KEY (or AAAS_MASTER_KEY_FILE) is required: several processes must share it');
  const file = join(dataDir, 'master.key');
  let kept = readKept(file);
  if (!kept && mayMake) {
    make(dataDir, file);
    kept = readKept(file);
  }
  if (!kept || kept.length === 0 || kept.some(({ length }) => length !== 32))
    throw new ConfigError(`${file} is damaged: expected 32 bytes in base64. Restore it, or set AAAS_MASTER_KEY`);
  return kept;
}

function readKept(file: string): Uint8Array[] | undefined {
  try {
    return masterKeysOf(readFileSync(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Written whole or not at all: a half-written key would seal secrets that nothing opens again. */
function make(dataDir: string, file: string): void {
  mkdirSync(dataDir, { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flush: true });
  try {
    linkSync(draft, file);
  } catch (error) {
    // Another process was first; its key counts.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
}
