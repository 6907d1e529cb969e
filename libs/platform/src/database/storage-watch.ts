/**
 * Codes by which a database says that it cannot write: no space, or a file as large as it may be. An I/O error while writing is the same
 * to everybody but the person who looks at the disk.
 */
const unwritable = new Set([
  'SQLITE_FULL',
  'SQLITE_IOERR_WRITE',
  'SQLITE_IOERR_FSYNC',
  'SQLITE_IOERR_DIR_FSYNC',
  'SQLITE_IOERR_TRUNCATE',
  'SQLITE_IOERR_SHMSIZE',
  'ER_DISK_FULL',
  'ER_RECORD_FILE_FULL',
  'ER_ERROR_ON_WRITE',
  'ER_ERROR_DURING_COMMIT',
  'ENOSPC',
  'EDQUOT',
  'EFBIG',
]);

export const isUnwritable = (code: unknown): boolean => typeof code === 'string' && unwritable.has(code);

/** Renewals of leases write every 5 s: this long after the last refusal there is space again. Milliseconds. */
const settledMs = 10_000;
const sayEveryMs = 10_000;

/** What the process knows of its disks: all its databases share it, as they share the disk. */
export class StorageWatch {
  private refusedAt = -Infinity;
  private saidAt = -Infinity;
  private code = '';

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** A write was refused. @returns whether it is time to say so aloud */
  refused(code: string): boolean {
    const now = this.now();
    this.refusedAt = now;
    this.code = code;
    if (now - this.saidAt < sayEveryMs) return false;
    this.saidAt = now;
    return true;
  }

  /** For `/readyz`: false while writes are refused. */
  probe(): { ok: boolean; detail?: string } {
    if (this.now() - this.refusedAt >= settledMs) return { ok: true };
    return { ok: false, detail: `a write was refused (${this.code}): is the disk full?` };
  }
}

export const storageWatch = new StorageWatch();
