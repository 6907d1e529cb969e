/**
 * Named places where a chaos test kills the process. Outside such a test every call is a no-op: the rule comes from
 * the entry point (`AAAS_CRASH_POINT`), never from here.
 */
export const crashPointNames = [
  'after-create',
  'after-lease',
  'before-effect',
  'after-effect',
  'before-commit',
  'after-commit',
  'before-fold',
  'before-release',
  'after-release',
  'before-wake',
] as const;
export type CrashPointName = (typeof crashPointNames)[number];

export interface CrashRule {
  point: CrashPointName;
  /** Dies at this hit of the point, counted from 1. */
  hit: number;
}

/** Reads `before-commit` or `before-commit:3`. @throws Error naming the points when it is none of them. */
export function parseCrashRule(text: string): CrashRule {
  const [name = '', hit = '1'] = text.split(':');
  const point = crashPointNames.find((known) => known === name);
  if (!point || !/^[1-9][0-9]*$/.test(hit))
    throw new Error(`AAAS_CRASH_POINT: expected <point>[:<hit>] with a point of ${crashPointNames.join(', ')}`);
  return { point, hit: Number(hit) };
}

export type CrashPoint = (point: CrashPointName) => void;

/** SIGKILL leaves no chance to clean up, which is the point. */
export function crashPointOf(rule: CrashRule | undefined): CrashPoint {
  if (!rule) return () => undefined;
  let left = rule.hit;
  return (point) => {
    if (point === rule.point && --left === 0) process.kill(process.pid, 'SIGKILL');
  };
}
