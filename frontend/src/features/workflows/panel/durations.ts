/** Of ISO 8601, those that people name by one number. */
export const units = ['S', 'TM', 'H', 'D', 'W'] as const;
export type Unit = (typeof units)[number];

/** `P3D` → 3 days; undefined for what is made of several units. */
export function readDuration(text: string): { amount: number; unit: Unit } | undefined {
  const days = /^P(\d+)([DW])$/.exec(text);
  if (days) return { amount: Number(days[1]), unit: days[2] as Unit };
  const time = /^PT(\d+)([HMS])$/.exec(text);
  if (!time) return undefined;
  return { amount: Number(time[1]), unit: time[2] === 'M' ? 'TM' : (time[2] as Unit) };
}

export const durationOf = (amount: number, unit: Unit): string =>
  unit === 'D' || unit === 'W' ? `P${amount}${unit}` : `PT${amount}${unit === 'TM' ? 'M' : unit}`;
