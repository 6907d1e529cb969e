import type { Durable, QueueDepth } from '#libs/durable';
import type { EventDeadLetters } from '#libs/platform/events';
import type { Measurements } from '#libs/platform/telemetry';

/** One scrape reads several gauges; they are of one moment. Milliseconds. */
const sameMomentMs = 1000;

const gauges: readonly [string, string, (depth: QueueDepth) => number][] = [
  ['aaas_runs_ready', 'Runs with work to do that no worker holds', ({ ready }) => ready],
  ['aaas_runs_in_line', 'Of these, runs that wait for a place of their company', ({ inLine }) => inLine],
  ['aaas_runs_leased', 'Runs that workers hold', ({ leased }) => leased],
  [
    'aaas_oldest_due_seconds',
    'Age of the oldest step that has a place and waits for a worker',
    (at) => at.oldestDueMs / 1000,
  ],
  ['aaas_oldest_in_line_seconds', 'How long the first in line waits for a place', (at) => at.oldestInLineMs / 1000],
];

/** What waits in a service, read when somebody scrapes. */
export function measureQueues(
  service: string,
  measurements: Measurements,
  letters: EventDeadLetters,
  durable: Durable | undefined,
): void {
  const labels = { service };
  measurements.gauge('aaas_event_dead_letters', 'Events that a consumer was given up for', labels, () =>
    letters.count(),
  );
  if (!durable) return;
  let depth: { at: number; read: Promise<QueueDepth> } | undefined;
  const now = () => {
    if (!depth || performance.now() - depth.at > sameMomentMs) depth = { at: performance.now(), read: durable.depth() };
    return depth.read;
  };
  for (const [name, help, of] of gauges) measurements.gauge(name, help, labels, async () => of(await now()));
  measurements.gauge('aaas_runs_held', 'Runs that this process holds', labels, () => durable.held);
}
