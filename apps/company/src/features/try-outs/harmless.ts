import type { CapabilityName, KindDef } from '#libs/catalog/kit';

/** What a step may use though nothing may leave the process: code runs in a sandbox, and files are made and thrown away. */
const harmless: readonly CapabilityName[] = ['code', 'artifacts'];

/** Whether a step can do its own work in a try-out. */
export const isHarmless = ({ needs }: KindDef): boolean => needs.every((name) => harmless.includes(name));
