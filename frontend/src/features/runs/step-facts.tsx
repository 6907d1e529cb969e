import type { ReactNode } from 'react';
import type { RunEvent, Step } from '#libs/contracts';
import { useFormat, useText } from '../../text/text.js';
import { FactList } from './fact-list.js';
import type { StepView } from './run-view.js';

/** What a step used, how long it took, and where it stands. */
export function StepFacts({ step, detail }: { step: StepView; detail: Step | undefined }) {
  const t = useText();
  const format = useFormat();
  const usage = detail?.meta.usage;
  const spent = usage && usage.inputTokens + usage.outputTokens > 0;
  const facts: [string, ReactNode][] = [];
  if (usage?.model) facts.push([t('run.kv.model'), usage.model]);
  if (spent) facts.push([t('run.kv.tokens'), format.tokens(usage)]);
  if (usage && (spent || usage.costMicros > 0)) facts.push([t('run.kv.cost'), format.money(usage.costMicros)]);
  if (detail?.meta.ms !== null && detail?.meta.ms !== undefined)
    facts.push([t('run.kv.time'), format.duration(detail.meta.ms)]);
  if (step.attempt > 0) facts.push([t('run.kv.attempts'), format.number(step.attempt)]);
  if (step.port) facts.push([t('run.kv.port'), step.port]);
  const [first] = step.spans;
  const end = step.spans.at(-1)?.to;
  if (first) facts.push([t('run.kv.started'), format.clock(first.from)]);
  if (first && end) facts.push([t('run.kv.finished'), format.clock(end)]);
  facts.push([
    t('run.kv.path'),
    <span key="path" className="font-mono text-meta break-all">
      {step.path}
    </span>,
  ]);
  return <FactList facts={facts} />;
}

/** What happened to a step, event by event. */
export function StepLog({ events }: { events: readonly RunEvent[] }) {
  const t = useText();
  const format = useFormat();
  if (events.length === 0) return <p className="text-fg-3">{t('run.notStarted')}</p>;
  return (
    <ol className="grid gap-1 text-meta">
      {events.map((event) => (
        <li key={event.seq} className="grid grid-cols-[4rem_minmax(0,1fr)] gap-2">
          <time dateTime={event.at} className="text-fg-3 tabular-nums">
            {format.clock(event.at)}
          </time>
          <span className="font-mono break-words">
            {event.type} <span className="text-fg-3">#{event.seq}</span>
          </span>
        </li>
      ))}
    </ol>
  );
}
