import { readFileSync } from 'node:fs';

/** Clock ticks a second of /proc: 100 on every Linux (`getconf CLK_TCK`). */
const ticksPerSecond = 100;

/** Processor time that a process has used, user and system together, ms (`/proc/<pid>/stat`, see proc(5)); 0 where there is no /proc. */
export function processorMs(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name may hold spaces and brackets; the fields after it begin at the third.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond;
  } catch {
    return 0;
  }
}

/** A process and those that it started: nginx works in a child. */
export function withChildren(pid: number): number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return [pid, ...children.split(' ').filter(Boolean).map(Number)];
  } catch {
    return [pid];
  }
}

/** Processes of a platform by role: `company`, `database`, … */
export type Pids = Readonly<Record<string, readonly number[]>>;

/** Reads what each role has used since; the benchmark's own process is `client`. Call the answer at the end: ms by role. */
export function processorMeter(pids: Pids): () => Record<string, number> {
  const roles = { ...pids, client: [process.pid] };
  const read = () =>
    Object.entries(roles).map(([role, list]) => [role, list.reduce((sum, pid) => sum + processorMs(pid), 0)] as const);
  const before = new Map(read());
  return () => Object.fromEntries(read().map(([role, ms]) => [role, ms - (before.get(role) ?? 0)]));
}
