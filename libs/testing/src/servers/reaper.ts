import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Waits until the process that owns its standard input is gone, in whatever way, then kills the groups named in
 * `<folder>/<server>/pid` and removes the folder. A shell, because it must outlive a SIGKILL of its parent and cost nothing.
 */
const reaperScript = `
trap '' HUP INT TERM
cat >/dev/null
for file in "$1"/*/pid; do [ -f "$file" ] && kill -s KILL -- "-$(cat "$file")" 2>/dev/null; done
n=0
until rm -rf "$1" 2>/dev/null || [ $n -gt 50 ]; do n=$((n+1)); sleep 0.1; done
`;

let folder: string | undefined;

/** The folder of this process's servers. It vanishes, and every server in it dies, when this process ends, even by SIGKILL. */
export function reapedFolder(): string {
  if (folder) return folder;
  const created = mkdtempSync(join(tmpdir(), 'aaas-servers-'));
  const reaper = spawn('/bin/sh', ['-c', reaperScript, 'reaper', created], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
  });
  reaper.unref();
  (reaper.stdin as unknown as { unref(): void }).unref();
  folder = created;
  return created;
}
