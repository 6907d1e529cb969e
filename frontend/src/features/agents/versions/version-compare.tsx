import { useQuery } from '@tanstack/react-query';
import { ArrowLeft, ArrowRight } from 'lucide-react';
import type { z } from 'zod';
import { compareAgentVersions, type Agent, type agentChange } from '#libs/contracts';
import { call } from '../../../app/call.js';
import { useFormat, useText } from '../../../text/text.js';
import { Tag } from '../../../ui/badge.js';
import { Button } from '../../../ui/button.js';
import { Card } from '../../../ui/card.js';
import { Select } from '../../../ui/field.js';
import { JsonTree } from '../../../ui/json-tree.js';
import { EmptyState, ErrorState, Skeleton } from '../../../ui/states.js';
import { usePerformance, type Figures } from '../performance.js';

type Change = z.infer<typeof agentChange>;

/** What differs between two versions, field by field, and how well each did. */
export function VersionCompare({
  agent,
  from,
  to,
  onChange,
  onClose,
}: {
  agent: Agent;
  from: number;
  to: number;
  onChange(from: number, to: number): void;
  onClose(): void;
}) {
  const t = useText();
  const comparison = useQuery({
    queryKey: ['agent', agent.id, 'compare', from, to],
    queryFn: ({ signal }) => call(compareAgentVersions, { params: { id: agent.id }, query: { from, to }, signal }),
    staleTime: Infinity,
  });
  const performance = usePerformance(agent.id, 90);
  const choice = (label: string, value: number, choose: (version: number) => void) => (
    <Select
      aria-label={label}
      value={String(value)}
      className="w-28!"
      onChange={(event) => choose(Number(event.target.value))}
    >
      {Array.from({ length: agent.version }, (_, index) => agent.version - index).map((version) => (
        <option key={version} value={version}>
          v{version}
        </option>
      ))}
    </Select>
  );
  const of = (version: number) => performance.data?.versions.find((each) => each.version === version);
  return (
    <div className="mx-auto grid max-w-(--page-max) gap-4">
      <div className="flex flex-wrap items-center gap-2">
        <Button look="ghost" icon={ArrowLeft} onClick={onClose}>
          {t('agents.tab.versions')}
        </Button>
        <span className="flex items-center gap-2">
          {choice(t('agents.compare.from'), from, (version) => onChange(version, to))}
          <ArrowRight aria-hidden className="size-4 text-fg-3" strokeWidth={1.75} />
          {choice(t('agents.compare.to'), to, (version) => onChange(from, version))}
        </span>
      </div>
      {comparison.error ? (
        <ErrorState
          title={t('agents.compare.failed')}
          error={comparison.error}
          onRetry={() => void comparison.refetch()}
        />
      ) : !comparison.data ? (
        <Card>
          <Skeleton />
        </Card>
      ) : (
        <>
          <Card title={t('agents.compare.changes')} count={comparison.data.changes.length}>
            {comparison.data.changes.length === 0 ? (
              <EmptyState title={t('agents.compare.same')} help={t('agents.compare.same.help')} />
            ) : (
              <ul>
                {comparison.data.changes.map((change) => (
                  <ChangeRow key={change.path} change={change} />
                ))}
              </ul>
            )}
          </Card>
          <FigureCompare from={from} to={to} before={of(from)} after={of(to)} />
        </>
      )}
    </div>
  );
}

function ChangeRow({ change }: { change: Change }) {
  const t = useText();
  return (
    <li className="grid gap-2 border-t border-line px-4 py-3 first:border-t-0">
      <p className="flex flex-wrap items-center gap-2">
        <span className="font-mono text-meta font-medium break-all">{change.path}</span>
        <Tag>{t(`agents.compare.${change.kind}`)}</Tag>
      </p>
      <div className="grid gap-2 sm:grid-cols-2">
        <Side label={t('agents.compare.before')} value={change.before} none={change.kind === 'added'} />
        <Side label={t('agents.compare.after')} value={change.after} none={change.kind === 'removed'} />
      </div>
    </li>
  );
}

function Side({ label, value, none }: { label: string; value: unknown; none: boolean }) {
  const plain = typeof value !== 'object' || value === null;
  return (
    <div className="min-w-0">
      <p className="mb-1 text-micro text-fg-3">{label}</p>
      {none ? (
        <p className="text-fg-3">–</p>
      ) : plain ? (
        <p className="rounded-sm bg-sunken px-2.5 py-1.5 break-words whitespace-pre-wrap">{String(value)}</p>
      ) : (
        <JsonTree value={value} />
      )}
    </div>
  );
}

/** The figures of both, for the last 90 days. */
function FigureCompare({
  from,
  to,
  before,
  after,
}: {
  from: number;
  to: number;
  before: Figures | undefined;
  after: Figures | undefined;
}) {
  const t = useText();
  const format = useFormat();
  const money = (of: Figures) => (of.tasks === of.open ? '–' : format.money(of.costMicros / (of.tasks - of.open)));
  const rows: [string, (of: Figures) => string][] = [
    [t('agents.figure.tasks'), (of) => format.number(of.tasks)],
    [t('agents.figure.success'), (of) => (of.successRate === null ? '–' : format.percent(of.successRate))],
    [t('agents.figure.duration'), (of) => format.duration(of.p50Ms)],
    [t('agents.figure.p95'), (of) => format.duration(of.p95Ms)],
    [t('task.turns'), (of) => (of.turns === null ? '–' : format.number(of.turns))],
    [t('agents.figure.cost'), money],
    [t('agents.figure.rating'), (of) => (of.rating === null ? '–' : format.number(of.rating))],
  ];
  return (
    <Card title={t('agents.compare.figures')}>
      <table className="w-full table-fixed border-collapse tabular-nums">
        <thead>
          <tr className="text-meta text-fg-3">
            <th scope="col" className="h-8 px-4 text-left font-medium">
              <span className="sr-only">{t('agents.figures')}</span>
            </th>
            <th scope="col" className="px-4 text-right font-medium">
              v{from}
            </th>
            <th scope="col" className="px-4 text-right font-medium">
              v{to}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, of]) => (
            <tr key={name} className="border-t border-line">
              <th scope="row" className="h-9 px-4 text-left font-normal text-fg-2">
                {name}
              </th>
              <td className="px-4 text-right">{before ? of(before) : '–'}</td>
              <td className="px-4 text-right">{after ? of(after) : '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}
