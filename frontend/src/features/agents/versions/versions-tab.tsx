import { useNavigate, useSearch } from '@tanstack/react-router';
import { GitCompare, Undo2 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { listAgentVersions, type Agent, type AgentVersion } from '#libs/contracts';
import { ListBody } from '../../../app/list-body.js';
import { useMay } from '../../../app/may.js';
import { useMemberNames } from '../../../app/names.js';
import { useList } from '../../../app/queries.js';
import { versionColumn, versionMenuColumn } from '../../../app/version-columns.js';
import { useFormat, useText } from '../../../text/text.js';
import { MenuItem } from '../../../ui/menu.js';
import { Segmented } from '../../../ui/segmented.js';
import { EmptyState, ErrorState } from '../../../ui/states.js';
import { Table, type Column } from '../../../ui/table.js';
import { Time } from '../../../ui/values.js';
import { Halftime, Rating, Success, TaskCost, usePerformance, type Figures } from '../performance.js';
import { RollBack } from './roll-back.js';
import { Totals } from './totals.js';
import { VersionCompare } from './version-compare.js';

/** Every change that was saved, the newest first, and how well each did. An older one can be made the newest again. */
export function VersionsTab({ agent }: { agent: Agent }) {
  const t = useText();
  const navigate = useNavigate();
  const { compare, days = 30 } = useSearch({ from: '/shell/agents/$id' });
  const [asked, setAsked] = useState<number | null>(null);
  const list = useList(['agent', agent.id, 'versions'], listAgentVersions, { params: { id: agent.id } });
  const performance = usePerformance(agent.id, days);
  const go = (search: { compare?: string; days?: 7 | 90 | undefined }) =>
    void navigate({
      to: '/agents/$id',
      params: { id: agent.id },
      search: { tab: 'versions', ...search },
      replace: true,
    });
  const span = days === 30 ? {} : { days: days as 7 | 90 };
  if (compare !== undefined) {
    const [from = 1, to = agent.version] = compare.split('..').map(Number);
    return (
      <VersionCompare
        agent={agent}
        from={from}
        to={to}
        onChange={(one, other) => go({ compare: `${one}..${other}`, ...span })}
        onClose={() => go(span)}
      />
    );
  }
  return (
    <div className="mx-auto grid max-w-(--page-max) gap-4">
      <Segmented
        label={t('agents.figures')}
        value={String(days)}
        onChange={(next) => go(next === '30' ? {} : { days: Number(next) as 7 | 90 })}
        className="justify-self-start"
        options={['7', '30', '90'].map((value) => ({ value, label: t('agents.days', { count: Number(value) }) }))}
      />
      {performance.error ? (
        <ErrorState
          title={t('agents.figures.failed')}
          error={performance.error}
          onRetry={() => void performance.refetch()}
        />
      ) : (
        performance.data && <Totals figures={performance.data.total} />
      )}
      <ListBody
        list={list}
        failed={t('agents.versions.failed')}
        empty={<EmptyState title={t('agents.versions.none')} />}
      >
        {(items) => (
          <VersionTable
            agent={agent}
            items={items}
            figures={new Map(performance.data?.versions.map((each) => [each.version, each]))}
            onCompare={(from, to) => go({ compare: `${from}..${to}`, ...span })}
            onRollBack={setAsked}
          />
        )}
      </ListBody>
      {asked !== null && <RollBack agent={agent} version={asked} onClose={() => setAsked(null)} />}
    </div>
  );
}

function VersionTable({
  agent,
  items,
  figures,
  onCompare,
  onRollBack,
}: {
  agent: Agent;
  items: readonly AgentVersion[];
  figures: ReadonlyMap<number, Figures>;
  onCompare(from: number, to: number): void;
  onRollBack(version: number): void;
}) {
  const t = useText();
  const format = useFormat();
  const may = useMay('agents:write');
  const nameOf = useMemberNames();
  const figure = (
    key: 'tasks' | 'success' | 'duration' | 'cost' | 'rating',
    width: string,
    cell: (of: Figures) => ReactNode,
  ): Column<AgentVersion> => ({
    key,
    head: t(`agents.figure.${key}`),
    width,
    right: true,
    hide: key === 'success' ? 'phone' : 'tablet',
    cell: (row) => {
      const of = figures.get(row.version);
      return of ? cell(of) : <span className="text-fg-3">–</span>;
    },
  });
  const columns: Column<AgentVersion>[] = [
    versionColumn(
      t('agents.version'),
      t,
      (row) => row.version === agent.version,
      ({ version }) =>
        version > 1
          ? {
              act: () => onCompare(version - 1, version),
              title: t('agents.versions.changes', { from: version - 1, to: version }),
            }
          : undefined,
    ),
    {
      key: 'model',
      head: t('agents.model'),
      hide: 'phone',
      cell: (row) => <span className="text-fg-2">{row.config.model}</span>,
    },
    figure('tasks', 'w-22', (of) => format.number(of.tasks)),
    figure('success', 'w-22', (of) => <Success figures={of} />),
    figure('duration', 'w-24', (of) => <Halftime figures={of} />),
    figure('cost', 'w-30', (of) => <TaskCost figures={of} />),
    figure('rating', 'w-20', (of) => <Rating figures={of} />),
    {
      key: 'by',
      head: t('agents.versions.by'),
      width: 'w-36',
      hide: 'laptop',
      cell: (row) => <span className="text-fg-2">{(row.createdBy && nameOf(row.createdBy)) ?? '–'}</span>,
    },
    {
      key: 'at',
      head: t('agents.versions.at'),
      width: 'w-30',
      right: true,
      cell: (row) => <Time at={row.createdAt} className="text-fg-2" />,
    },
    versionMenuColumn(
      t,
      (row) =>
        row.version !== agent.version && (
          <>
            <MenuItem icon={GitCompare} onSelect={() => onCompare(row.version, agent.version)}>
              {t('agents.versions.compare')}
            </MenuItem>
            {may.ok && (
              <MenuItem icon={Undo2} onSelect={() => onRollBack(row.version)}>
                {t('agents.versions.rollBack')}
              </MenuItem>
            )}
          </>
        ),
    ),
  ];
  return (
    <Table label={t('agents.tab.versions')} columns={columns} rows={items} rowKey={(row) => String(row.version)} />
  );
}
