const usualMs = 30_000;
const longestMs = 86_400_000;

/** Milliseconds that a `Retry-After` header asks for: seconds or a date (RFC 9110, 10.2.3). 30 s when it is absent or unreadable; 1 s to one day. */
export function retryAfterMs(header: string | null | undefined): number {
  if (!header) return usualMs;
  const ms = /^\d+(\.\d+)?$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 1000), longestMs) : usualMs;
}
