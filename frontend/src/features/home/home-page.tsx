import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Play } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { listInbox, listRuns, type InboxItem, type RunSummary } from '#libs/contracts';
import { useMay } from '../../app/may.js';
import { Page } from '../../app/page.js';
import { PaneBoundary } from '../../app/pane-boundary.js';
import { useList } from '../../app/queries.js';
import { useTitle } from '../../app/title.js';
import { complete } from '../../text/language.js';
import { useFormat, useText } from '../../text/text.js';
import { buttonClass } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Segmented } from '../../ui/segmented.js';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.js';
import { Table } from '../../ui/table.js';
import { useNow } from '../../ui/values.js';
import { Due } from '../inbox/due.js';
import { ItemTile } from '../inbox/item-tile.js';
import { Change, Figure } from '../reports/figures.js';
import { usePeopleReport, useRunReport, useSpend } from '../reports/queries.js';
import { changeOf, type Days } from '../reports/range.js';
import { useSlotLabel } from '../reports/slot-label.js';
import { refetchRuns, useRunColumns } from '../runs/run-columns.js';
import { Attention } from './attention.js';
import { BudgetCard } from './budget-card.js';
import { RunChart } from './run-chart.js';
import { slotsOf } from './slots.js';

/** Once in the life of a company: what it says and needs is not part of the first load. */
const FirstSteps = lazy(async () => {
  const [{ FirstSteps: component }] = await Promise.all([import('./first-steps.js'), complete()]);
  return { default: component };
});

const ranges = [1, 7, 30] as const;
type Range = `${(typeof ranges)[number]}`;

/** The company at a glance: what ran and how it went, what it cost, who is waited for, what needs attention. */
export function HomePage() {
  const t = useText();
  const format = useFormat();
  const navigate = useNavigate();
  const now = useNow();
  const { days = 1 } = useSearch({ from: '/shell/' });
  const runs = useList(['runs', 'home'], listRuns, { query: { limit: 9 }, refetch: refetchRuns });
  const inbox = useList(['inbox', 'home'], listInbox, { query: { limit: 20, mine: 'true' }, refetch: () => 15_000 });
  useTitle(t('home.title'));
  const may = useMay('workflows:write');
  const isNew = may.ok && !runs.error && runs.items?.length === 0;
  return (
    <Page
      title={t('home.title')}
      aside={format.longDate(now)}
      actions={
        <>
          <Segmented<Range>
            label={t('reports.range')}
            size="md"
            value={`${days}`}
            onChange={(next) => {
              const chosen = Number(next) as (typeof ranges)[number];
              void navigate({ to: '/', search: { days: chosen === 1 ? undefined : chosen }, replace: true });
            }}
            options={ranges.map((each) => ({ value: `${each}` as const, label: t(`reports.range.${each}`) }))}
          />
          <Link to="/workflows" className={buttonClass('ink')}>
            <Play aria-hidden className="-ml-0.5 size-4" strokeWidth={1.75} />
            {t('home.start')}
          </Link>
        </>
      }
    >
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_21.25rem]">
        <div className="grid min-w-0 gap-4">
          {isNew && (
            <PaneBoundary>
              <Suspense fallback={<Skeleton rows={3} tall />}>
                <FirstSteps />
              </Suspense>
            </PaneBoundary>
          )}
          <PaneBoundary>
            <Figures days={days} />
          </PaneBoundary>
          {!isNew && <RecentRuns runs={runs.items} error={runs.error} onRetry={runs.retry} />}
        </div>
        <div className="grid min-w-0 gap-4">
          <Waiting items={inbox.items} count={inbox.first?.openCount} error={inbox.error} onRetry={inbox.retry} />
          <PaneBoundary>
            <Attention days={days} items={inbox.items ?? []} />
          </PaneBoundary>
          <PaneBoundary>
            <BudgetCard now={now} />
          </PaneBoundary>
        </div>
      </div>
    </Page>
  );
}

/** Four figures beside the time before, and the runs as a chart. Each says what it knows; what is not there yet is a dash. */
function Figures({ days }: { days: Days }) {
  const t = useText();
  const format = useFormat();
  const report = useRunReport(days);
  const spend = useSpend(days);
  const people = usePeopleReport(days);
  const label = useSlotLabel(days);
  if (report.error && !report.data)
    return <ErrorState title={t('reports.failed')} error={report.error} onRetry={() => void report.refetch()} />;
  const totals = report.data?.report.totals;
  const than = t(days === 1 ? 'reports.than.week' : 'reports.than.days', { count: days });
  const answers = people.data?.totals;
  return (
    <Card>
      <dl className="-mt-px -ml-px grid grid-cols-2 md:grid-cols-4">
        <Figure label={t('home.runs')} value={totals ? format.number(totals.runs) : '–'}>
          {totals &&
            (totals.open > 0 ? (
              t('home.runs.active', { count: totals.open })
            ) : (
              <Change share={changeOf(totals.runs, report.data?.before.runs ?? null)} than={than} />
            ))}
        </Figure>
        <Figure
          label={t('home.succeeded')}
          value={totals?.success === null || !totals ? '–' : format.percent(totals.success)}
        >
          {totals &&
            (totals.success === null
              ? t('home.succeeded.nothing')
              : totals.failed > 0
                ? t('home.succeeded.failed', { count: totals.failed })
                : t('home.succeeded.none'))}
        </Figure>
        <Figure label={t('home.cost')} value={spend.data ? format.money(spend.data.totals.costMicros) : '–'}>
          {spend.data &&
            (spend.data.totals.savedMicros > 0
              ? t('home.cost.saved', { money: format.money(spend.data.totals.savedMicros) })
              : spend.data.totals.calls === 0
                ? t('home.cost.none')
                : t('home.cost.tokens', {
                    tokens: format.number(spend.data.totals.inputTokens + spend.data.totals.outputTokens),
                  }))}
        </Figure>
        <Figure label={t('home.people')} value={answers ? format.duration(answers.answerMs.p50) : '–'}>
          {answers &&
            (answers.answered > 0 ? t('home.people.median', { count: answers.answered }) : t('home.people.none'))}
        </Figure>
      </dl>
      {report.data && report.data.report.items.length > 0 && (
        <RunChart
          title={t(days === 1 ? 'reports.byHour' : 'reports.byDay')}
          slots={slotsOf(report.data.report.items, report.data.usual, label)}
          usualName={t('home.chart.weekAgo')}
        />
      )}
    </Card>
  );
}

function RecentRuns({ runs, error, onRetry }: { runs: RunSummary[] | undefined; error: unknown; onRetry(): void }) {
  const t = useText();
  const columns = useRunColumns({ beside: true });
  if (error) return <ErrorState title={t('runs.failed')} error={error} onRetry={onRetry} />;
  return (
    <Card
      title={t('home.recent')}
      action={
        <Link to="/runs" className="link">
          {t('home.allRuns')}
        </Link>
      }
    >
      {!runs ? (
        <Skeleton rows={9} />
      ) : runs.length === 0 ? (
        <EmptyState
          title={t('runs.empty')}
          help={t('runs.empty.help')}
          action={
            <Link to="/workflows" className={buttonClass()}>
              {t('runs.empty.action')}
            </Link>
          }
        />
      ) : (
        <Table label={t('home.recent')} columns={columns} rows={runs} rowKey={(row) => row.id} />
      )}
    </Card>
  );
}

const item = 'flex gap-2.5 border-t border-line px-4 py-2.5 first:border-t-0';

function Waiting({
  items,
  count,
  error,
  onRetry,
}: {
  items: InboxItem[] | undefined;
  count: number | undefined;
  error: unknown;
  onRetry(): void;
}) {
  const t = useText();
  const format = useFormat();
  if (error) return <ErrorState title={t('inbox.failed')} error={error} onRetry={onRetry} />;
  return (
    <Card
      title={t('home.waitingForYou')}
      count={count === undefined ? undefined : format.number(count)}
      action={
        <Link to="/inbox/{-$id}" className="link">
          {t('home.openInbox')}
        </Link>
      }
    >
      {!items ? (
        <Skeleton rows={3} tall />
      ) : items.length === 0 ? (
        <p className="px-4 py-3.5 text-fg-2">{t('home.nothingWaits')}</p>
      ) : (
        items.slice(0, 5).map((row) => (
          <Link key={row.id} to="/inbox/{-$id}" params={{ id: row.id }} className={`${item} hover:bg-hover`}>
            <span className="mt-0.25">
              <ItemTile kind={row.kind} />
            </span>
            <span className="min-w-0 flex-1">
              <span className="block truncate font-medium" title={row.title}>
                {row.title}
              </span>
              <span className="flex gap-1.5 text-meta leading-4.5 text-fg-3">
                <span className="truncate">{row.workflowName}</span>·<Due item={row} />
              </span>
            </span>
          </Link>
        ))
      )}
    </Card>
  );
}
