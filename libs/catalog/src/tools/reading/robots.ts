import robots from 'robots-parser';
import type { HttpCapability } from '../../kit.js';

/** Its types speak of a `default` that the module itself does not have. */
const robotsParser = robots as unknown as typeof robots.default;

/** What we call ourselves, in requests and in robots.txt. */
export const userAgent = 'AaaS';

const keptMs = 10 * 60_000;
const mostKept = 500;
const known = new Map<string, { until: number; allows: (url: string) => boolean }>();

/**
 * Whether robots.txt lets us read an address (RFC 9309): what cannot be asked for counts as "no", what is not there as "yes".
 * @throws EGRESS_REFUSED for an address that may not be reached at all
 */
export async function robotsAllow(http: HttpCapability, address: string): Promise<boolean> {
  const { origin } = new URL(address);
  const kept = known.get(origin);
  if (kept && kept.until > Date.now()) return kept.allows(address);
  const allows = await rulesOf(http, origin);
  if (known.size >= mostKept) known.delete(known.keys().next().value!);
  known.set(origin, { until: Date.now() + keptMs, allows });
  return allows(address);
}

async function rulesOf(http: HttpCapability, origin: string): Promise<(url: string) => boolean> {
  const url = `${origin}/robots.txt`;
  const headers = { 'user-agent': userAgent };
  const answer = await http.request({ method: 'GET', url, headers, timeoutMs: 10_000, maxBytes: 512 * 1024 });
  if (answer.status >= 500 || answer.status === 429) return () => false;
  if (answer.status >= 400) return () => true;
  const rules = robotsParser(url, new TextDecoder().decode(answer.body));
  return (page) => rules.isAllowed(page, userAgent) !== false;
}
