const longest = 200;

/** `Triage (2)`; a number that is there already gives way, and the whole stays within the limit of names. */
export function numbered(name: string, number: number): string {
  const suffix = ` (${number})`;
  return name.replace(/ \(\d+\)$/, '').slice(0, longest - suffix.length) + suffix;
}
