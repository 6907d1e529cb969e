import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { listSteps, type Run, type Step } from '#libs/contracts';
import { call } from '../../app/call.js';
import { useFormat, useText } from '../../text/text.js';
import { Badge } from '../../ui/badge.js';
import { Card } from '../../ui/card.js';
import { ErrorState, Skeleton } from '../../ui/states.js';
import { Duration, Money, shortId, Time } from '../../ui/values.js';
import { differencesOf } from './differences.js';

const useSteps = (id: string) =>
  useQuery({
    queryKey: ['run', id, 'steps', 'compare'],
    queryFn: ({ signal }) => call(listSteps, { params: { id }, query: { limit: 1000 }, signal }),
  });

/** Facts, input, output and steps of two runs; of values only where they differ. */
export function Comparison({ one, other }: { one: Run; other: Run }) {
  const t = useText();
  const first = useSteps(one.id);
  const second = useSteps(other.id);
  const facts: [string, (run: Run) => ReactNode][] = [
    [t('runs.status'), (run) => <Badge status={run.status} bare />],
    [t('workflow.version'), (run) => `v${run.version}`],
    [t('runs.started'), (run) => <Time at={run.createdAt} />],
    [t('runs.duration'), (run) => <Duration from={run.startedAt} to={run.finishedAt} />],
    [t('runs.cost'), (run) => <Money micros={run.usage.costMicros} />],
  ];
  const failed = first.error ?? second.error;
  return (
    <div className="grid gap-4">
      <Card>
        <Sides
          head={<span className="sr-only">{t('compare.fact')}</span>}
          one={<RunName run={one} />}
          other={<RunName run={other} />}
          strong
        />
        {facts.map(([name, show]) => (
          <Sides key={name} head={name} one={show(one)} other={show(other)} />
        ))}
      </Card>
      <Values title={t('run.input.run')} one={one.input} other={other.input} />
      <Values title={t('run.output.run')} one={one.output} other={other.output} />
      <Card title={t('compare.steps')}>
        {failed ? (
          <ErrorState title={t('run.loadFailed')} error={failed} />
        ) : !first.data || !second.data ? (
          <Skeleton />
        ) : (
          <Steps one={first.data.items} other={second.data.items} />
        )}
      </Card>
    </div>
  );
}

const RunName = ({ run }: { run: Run }) => (
  <Link to="/runs/$id" params={{ id: run.id }} search={{}} className="link">
    {shortId(run.id)}
  </Link>
);

function Sides({
  head,
  one,
  other,
  strong = false,
}: {
  head: ReactNode;
  one: ReactNode;
  other: ReactNode;
  strong?: boolean;
}) {
  return (
    <div
      className={`grid grid-cols-[minmax(0,0.8fr)_minmax(0,1fr)_minmax(0,1fr)] items-center gap-3 border-t border-line px-4 py-2 first:border-t-0 ${strong ? 'font-medium' : ''}`}
    >
      <span className="truncate text-fg-3">{head}</span>
      <span className="min-w-0">{one}</span>
      <span className="min-w-0">{other}</span>
    </div>
  );
}

/** Only where they differ. */
function Values({ title, one, other }: { title: string; one: unknown; other: unknown }) {
  const t = useText();
  const found = differencesOf(one, other);
  return (
    <Card title={title} count={found.length > 0 ? found.length : undefined}>
      {found.length === 0 ? <p className="px-4 py-3 text-fg-3">{t('compare.same')}</p> : <Differences found={found} />}
    </Card>
  );
}

function Differences({ found }: { found: ReturnType<typeof differencesOf> }) {
  const shown = (value: unknown) =>
    value === undefined ? (
      <span className="text-fg-3">–</span>
    ) : (
      <code className="text-meta break-words whitespace-pre-wrap">
        {typeof value === 'string' ? value : JSON.stringify(value, null, 1)}
      </code>
    );
  return (
    <>
      {found.map(({ path, before, after }) => (
        <Sides
          key={path}
          head={<code className="text-meta">{path || '$'}</code>}
          one={shown(before)}
          other={shown(after)}
        />
      ))}
    </>
  );
}

function Steps({ one, other }: { one: readonly Step[]; other: readonly Step[] }) {
  const t = useText();
  const format = useFormat();
  const others = new Map(other.map((step) => [step.path, step]));
  const known = new Set(one.map(({ path }) => path));
  const paths = [
    ...one.map(({ path }) => path),
    ...other.filter(({ path }) => !known.has(path)).map(({ path }) => path),
  ];
  const mine = new Map(one.map((step) => [step.path, step]));
  const shown = (step: Step | undefined) =>
    step ? (
      <span className="flex flex-wrap items-center gap-x-3">
        <Badge status={step.status} bare />
        <span className="text-meta text-fg-3 tabular-nums">
          {step.kept ? t('compare.kept') : format.duration(step.meta.ms)}
          {step.meta.usage.costMicros > 0 && ` · ${format.money(step.meta.usage.costMicros)}`}
        </span>
      </span>
    ) : (
      <span className="text-fg-3">{t('compare.notThere')}</span>
    );
  return (
    <>
      {paths.map((path) => {
        const [a, b] = [mine.get(path), others.get(path)];
        const found = a && b ? differencesOf(a.output, b.output, 20) : [];
        return (
          <div key={path} className="border-t border-line first:border-t-0">
            <Sides
              head={
                <span title={path} className="text-fg">
                  {a?.name ?? b?.name}
                </span>
              }
              one={shown(a)}
              other={shown(b)}
            />
            {found.length > 0 && (
              <div className="bg-sunken pl-3">
                <Differences found={found} />
              </div>
            )}
          </div>
        );
      })}
    </>
  );
}
