/** More telling ones first: Edge and Opera call themselves Chrome as well, and Chrome Safari. */
const browsers: readonly [RegExp, string][] = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\bCriOS\/|\bChrome\/|\bHeadlessChrome\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
  [/^curl\//, 'curl'],
];
const systems: readonly [RegExp, string][] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];

const first = (table: readonly [RegExp, string][], agent: string) => table.find(([sign]) => sign.test(agent))?.[1];

/** Browser and system of a `User-Agent`, for people to recognise their own; undefined when it names none. */
export function deviceOf(agent: string): { browser: string; system: string } | undefined {
  const browser = first(browsers, agent);
  const system = first(systems, agent);
  return browser || system ? { browser: browser ?? '–', system: system ?? '–' } : undefined;
}
