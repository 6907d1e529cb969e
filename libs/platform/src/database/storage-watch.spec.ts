import { isUnwritable, StorageWatch } from './storage-watch.js';

describe('what is known of the disk', () => {
  it('F17: is unready from the first refused write until ten seconds after the last one, and said once in ten', () => {
    let now = 0;
    const watch = new StorageWatch(() => now);
    expect(watch.probe()).toEqual({ ok: true });
    expect(watch.refused('SQLITE_FULL')).toBe(true);
    expect(watch.probe()).toEqual({ ok: false, detail: 'a write was refused (SQLITE_FULL): is the disk full?' });
    now = 6000;
    expect(watch.refused('SQLITE_IOERR_WRITE')).toBe(false);
    now = 15_999;
    expect(watch.probe().ok).toBe(false);
    now = 16_000;
    expect(watch.probe().ok).toBe(true);
    expect(watch.refused('SQLITE_FULL')).toBe(true);
  });

  it('knows the words of each database and of files', () => {
    for (const code of ['SQLITE_FULL', 'ER_RECORD_FILE_FULL', 'ENOSPC', 'EFBIG']) expect(isUnwritable(code)).toBe(true);
    for (const code of ['SQLITE_BUSY', 'ER_DUP_ENTRY', undefined, 7]) expect(isUnwritable(code)).toBe(false);
  });
});
