/** `GET /readyz`, at the root of the address: not a route of the API, so its shape is read with care. */
export interface Check {
  /** `company`, or `` where there is one service alone. */
  service: string;
  /** `database`, `wakeUps`, `model:openai` … */
  part: string;
  ok: boolean;
  /** Figures, or why not. */
  detail: Record<string, unknown> | string | undefined;
}

interface Readiness {
  ready: boolean;
  checks: Check[];
}

/** What the platform says of its parts; services in their order, parts by name. */
export function readinessIn(body: unknown): Readiness | undefined {
  if (typeof body !== 'object' || body === null || !('checks' in body)) return undefined;
  const { status, checks } = body as { status?: unknown; checks?: unknown };
  if (typeof checks !== 'object' || checks === null) return undefined;
  const list = Object.entries(checks as Record<string, { ok?: unknown; detail?: unknown }>).map(([name, check]) => {
    const dot = name.indexOf('.');
    const { detail } = check;
    return {
      service: dot < 0 ? '' : name.slice(0, dot),
      part: dot < 0 ? name : name.slice(dot + 1),
      ok: check.ok === true,
      detail: typeof detail === 'string' || (typeof detail === 'object' && detail !== null) ? detail : undefined,
    } as Check;
  });
  return { ready: status === 'ready', checks: list };
}

/** @throws TypeError when nothing answers, or something else than the platform */
export async function readReadiness(signal: AbortSignal): Promise<Readiness> {
  const response = await fetch('/readyz', { signal, headers: { accept: 'application/json' } });
  const found = readinessIn(await response.json().catch(() => undefined));
  if (!found) throw new TypeError(`readyz answered ${response.status}`);
  return found;
}
