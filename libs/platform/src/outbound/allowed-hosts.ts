/** Whether a credential may be sent to an address: scheme, host and port all fit one of the entries (see `allowedHost`). */
export const isAllowed = (entries: readonly string[], url: URL): boolean => entries.some((entry) => fits(entry, url));

function fits(entry: string, url: URL): boolean {
  const isPlain = entry.startsWith('http://');
  if (url.protocol !== (isPlain ? 'http:' : 'https:')) return false;
  const [host = '', port = isPlain ? '80' : '443'] = entry.replace('http://', '').split(':');
  if ((url.port || (isPlain ? '80' : '443')) !== port) return false;
  const name = url.hostname.toLowerCase().replace(/\.$/, '');
  return host.startsWith('*.') ? name.endsWith(host.slice(1)) && name.length > host.length - 1 : name === host;
}
