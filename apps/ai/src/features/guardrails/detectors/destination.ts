const named: Readonly<Record<string, string>> = {
  colon: ':',
  sol: '/',
  bsol: '\\',
  period: '.',
  tab: '\t',
  newline: '\n',
  amp: '&',
  commat: '@',
  num: '#',
  quest: '?',
};

/** What a browser makes of a destination in Markdown or HTML: entities and backslashes resolved, blanks and controls gone. */
const resolved = (text: string): string =>
  text
    .replace(
      /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,8}));?/gi,
      (whole, hex?: string, decimal?: string, name?: string) => {
        const code = hex ? parseInt(hex, 16) : Number(decimal);
        if (name) return named[name.toLowerCase()] ?? whole;
        return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
      },
    )
    .replace(/\\(?=[!-/:-@[-`{-~])(?!\\|\/)/g, '')
    // Browsers drop them from addresses.
    .replace(/[\p{Cc}\p{Cf}\s]/gu, '');

/** Schemes that lead nowhere on the network. */
const harmless = /^(?:mailto|tel|sms|data|cid|about):/i;

/**
 * The host that a destination leads to: undefined when it stays on the page's own host or leads nowhere, the scheme with its colon when it
 * is one that nobody should follow (`javascript:`).
 */
export function destinationHost(destination: string): string | undefined {
  let text = resolved(destination);
  if (/^www\./i.test(text)) text = `https://${text}`;
  if (/^[\\/]{2}/.test(text)) text = `https:${text}`;
  const scheme = /^[a-z][a-z0-9+.-]{0,30}:/i.exec(text)?.[0].toLowerCase();
  if (scheme === undefined || (harmless.test(text) && !/^data:text\/html/i.test(text))) return undefined;
  if (!/^(?:https?|wss?|ftp):$/.test(scheme)) return scheme;
  // A browser reads `https:evil.example` and `https:\evil.example` as addresses too.
  const address = `https://${text.slice(scheme.length).replace(/^[\\/]+/, '')}`;
  return URL.canParse(address) ? new URL(address).hostname.toLowerCase().replace(/\.$/, '') : scheme;
}

/** Whether a host is among those of a list: `example.com` is that host, `*.example.com` everything below it. */
export function hostList(entries: readonly string[]): (host: string) => boolean {
  const lower = entries.map((entry) => entry.toLowerCase());
  const hosts = new Set(lower.filter((entry) => !entry.startsWith('*.')));
  const suffixes = lower.filter((entry) => entry.startsWith('*.')).map((entry) => entry.slice(1));
  return (host) => hosts.has(host) || suffixes.some((suffix) => host.endsWith(suffix) && host.length > suffix.length);
}

/** A host as it may be written down: a name in front of the last two may itself be what is carried out. */
export function maskedHost(host: string): string {
  const labels = host.split('.');
  return labels.length > 2 ? `….${labels.slice(-2).join('.')}` : host;
}
