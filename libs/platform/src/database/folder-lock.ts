import { mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Libsql from 'libsql';

interface Held {
  holders: number;
  release(): void;
}

/** Folders that this process holds; its five services share one hold. */
const held = new Map<string, Held>();

const owner = (folder: string): string => {
  try {
    const { pid, since } = JSON.parse(readFileSync(join(folder, 'owner.json'), 'utf8')) as {
      pid: number;
      since: string;
    };
    return ` (process ${pid}, since ${since})`;
  } catch {
    return '';
  }
};

/**
 * Takes the data folder for this process: two embedded platforms on one folder would overwrite each other. The lock is the
 * operating system's, held through an open SQLite transaction, so that it ends with the process however that ends (kill -9 too)
 * and needs no time-out. The same process may take it several times.
 * @returns what gives it back. @throws Error naming the folder and its owner.
 */
export function lockDataFolder(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true });
  const folder = realpathSync(dataDir);
  const hold = held.get(folder) ?? take(folder);
  hold.holders += 1;
  let mine = true;
  return () => {
    if (!mine) return;
    mine = false;
    hold.holders -= 1;
    if (hold.holders > 0) return;
    held.delete(folder);
    hold.release();
  };
}

function take(folder: string): Held {
  const handle = new Libsql(join(folder, 'lock'), { timeout: 0 });
  try {
    handle.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    handle.close();
    if (!String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY')) throw error;
    throw new Error(
      `The data folder ${folder} is in use by another running platform${owner(folder)}. Stop that one, or set AAAS_DATA_DIR to another folder.`,
      { cause: error },
    );
  }
  writeFileSync(join(folder, 'owner.json'), JSON.stringify({ pid: process.pid, since: new Date().toISOString() }));
  const hold: Held = {
    holders: 0,
    release: () => {
      handle.exec('ROLLBACK');
      handle.close();
    },
  };
  held.set(folder, hold);
  return hold;
}
