/** What one probe says. `detail` is shown as it is, so it holds no secrets. */
export interface ProbeResult {
  ok: boolean;
  detail?: unknown;
}

export interface Probe {
  check(): Promise<ProbeResult> | ProbeResult;
  /** False: shown, but the service is ready without it (a model provider). */
  required?: boolean;
}

export interface Readiness {
  status: 'ready' | 'unready';
  checks: Record<string, ProbeResult>;
}

const probeMs = 2_000;

async function ask(probe: Probe): Promise<ProbeResult> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<ProbeResult>((resolve) => {
    timer = setTimeout(() => resolve({ ok: false, detail: `no answer within ${probeMs} ms` }), probeMs);
  });
  try {
    return await Promise.race([Promise.resolve(probe.check()), late]);
  } catch (error) {
    return { ok: false, detail: (error as { code?: string }).code ?? 'failed' };
  } finally {
    clearTimeout(timer);
  }
}

/** Asks all probes at once; one that hangs or throws counts as failed. */
export async function readinessOf(probes: Readonly<Record<string, Probe>>): Promise<Readiness> {
  const entries = await Promise.all(
    Object.entries(probes).map(async ([name, probe]) => [name, await ask(probe)] as const),
  );
  const checks = Object.fromEntries(entries);
  const ready = Object.entries(probes).every(([name, probe]) => probe.required === false || checks[name]?.ok);
  return { status: ready ? 'ready' : 'unready', checks };
}

/** Usual probe of something that answers or throws. */
export const answers = (ping: () => Promise<unknown>): Probe => ({ check: async () => (await ping(), { ok: true }) });
