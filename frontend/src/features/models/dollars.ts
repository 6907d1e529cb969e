/** Dollars as people type them ("0.75", "1,5", "$ 600"), in micro-dollars. Undefined for what is no amount. */
export function microsOf(typed: string): number | undefined {
  const text = typed
    .trim()
    .replace(/^\$\s*/, '')
    .replace(/\s/g, '');
  if (!/^\d{1,12}([.,]\d{1,6})?$/.test(text)) return undefined;
  return Math.round(Number(text.replace(',', '.')) * 1_000_000);
}

/** The other way round, for a field. */
export const dollarsOf = (micros: number): string => String(micros / 1_000_000);
