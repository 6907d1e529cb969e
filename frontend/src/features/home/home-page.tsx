import { Link } from '@tanstack/react-router';
import { OctagonX, Play } from 'lucide-react';
import type { ReactNode } from 'react';
import { listInbox, listRuns, type InboxItem, type RunSummary } from '#libs/contracts';
import { Page } from '../../app/page.js';
import { useList } from '../../app/queries.js';
import { useTitle } from '../../app/title.js';
import { useFormat, useText } from '../../text/text.js';
import { buttonClass } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.js';
import { Table } from '../../ui/table.js';
import { Time, useNow } from '../../ui/values.js';
import { Due } from '../inbox/due.js';
import { ItemTile } from '../inbox/item-tile.js';
import { refetchRuns, useRunColumns } from '../runs/run-columns.js';
import { HourChart } from './hour-chart.js';
import { summarizeToday, type Today } from './today.js';

/** Today at a glance: only what the API says, and where it says only a part, the page says so. */
export function HomePage() {
  const t = useText();
  const format = useFormat();
  const now = useNow();
  const runs = useList(['runs', 'home'], listRuns, { query: { limit: 200 }, refetch: refetchRuns });
  const inbox = useList(['inbox', 'home'], listInbox, { query: { limit: 20, mine: 'true' }, refetch: () => 15_000 });
  useTitle(t('home.title'));
  const today = runs.items && summarizeToday(runs.items, !runs.more.more, now);
  return (
    <Page
      title={t('home.title')}
      aside={format.longDate(now)}
      actions={
        <Link to="/workflows" className={buttonClass('ink')}>
          <Play aria-hidden className="-ml-0.5 size-4" strokeWidth={1.75} />
          {t('home.start')}
        </Link>
      }
    >
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_21.25rem]">
        <div className="grid min-w-0 gap-4">
          {today && <Figures today={today} waiting={inbox.first?.openCount} first={soonest(inbox.items)} />}
          <RecentRuns runs={runs.items} error={runs.error} onRetry={runs.retry} />
        </div>
        <div className="grid min-w-0 gap-4">
          <Waiting items={inbox.items} count={inbox.first?.openCount} error={inbox.error} onRetry={inbox.retry} />
          {today && <Attention failures={today.failures} />}
        </div>
      </div>
    </Page>
  );
}

function Figures({
  today,
  waiting,
  first,
}: {
  today: Today;
  waiting: number | undefined;
  first: InboxItem | undefined;
}) {
  const t = useText();
  const format = useFormat();
  const ended = today.succeeded + today.failed;
  const more = today.partial ? '+' : '';
  return (
    <Card>
      <dl className="-mt-px -ml-px grid grid-cols-2 md:grid-cols-4">
        <Figure label={t('home.runs')} value={format.number(today.runs) + more}>
          {today.partial
            ? t('home.newest', { count: today.runs })
            : today.active > 0
              ? t('home.runs.active', { count: today.active })
              : t('home.runs.idle')}
        </Figure>
        <Figure label={t('home.succeeded')} value={ended > 0 ? format.percent(today.succeeded / ended) : '–'}>
          {ended === 0
            ? t('home.succeeded.nothing')
            : today.failed > 0
              ? t('home.succeeded.failed', { count: today.failed })
              : t('home.succeeded.none')}
        </Figure>
        <Figure label={t('home.cost')} value={format.money(today.costMicros) + more}>
          {today.tokens > 0 ? t('home.cost.tokens', { tokens: format.number(today.tokens) }) : t('home.cost.none')}
        </Figure>
        <Figure label={t('home.waiting')} value={waiting === undefined ? '–' : format.number(waiting)}>
          {first ? t('home.waiting.first', { when: format.until(first.deadline) }) : t('home.waiting.none')}
        </Figure>
      </dl>
      {today.runs > 0 && <HourChart hours={today.hours} />}
    </Card>
  );
}

const soonest = (items: InboxItem[] | undefined): InboxItem | undefined =>
  items?.reduce((first, item) => (item.deadline < first.deadline ? item : first), items[0] as InboxItem);

const Figure = ({ label, value, children }: { label: string; value: string; children: ReactNode }) => (
  <div className="min-w-0 border-t border-l border-line px-4 py-3.5">
    <dt className="truncate text-fg-2">{label}</dt>
    <dd>
      <span className="my-0.5 block truncate text-figure font-semibold tracking-(--track-tight) tabular-nums">
        {value}
      </span>
      <span className="block truncate text-meta text-fg-3">{children}</span>
    </dd>
  </div>
);

function RecentRuns({ runs, error, onRetry }: { runs: RunSummary[] | undefined; error: unknown; onRetry(): void }) {
  const t = useText();
  const columns = useRunColumns();
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
        <Table label={t('home.recent')} columns={columns} rows={runs.slice(0, 9)} rowKey={(row) => row.id} />
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

function Attention({ failures }: { failures: RunSummary[] }) {
  const t = useText();
  const format = useFormat();
  return (
    <Card title={t('home.attention')} count={failures.length > 0 ? format.number(failures.length) : undefined}>
      {failures.length === 0 && <p className="px-4 py-3.5 text-fg-2">{t('home.nothingFailed')}</p>}
      {failures.slice(0, 4).map((run) => (
        <div key={run.id} className={item}>
          <OctagonX aria-hidden className="mt-0.5 size-4 shrink-0 text-failed-solid" strokeWidth={1.75} />
          <div className="min-w-0 flex-1">
            <p className="flex gap-2">
              <span className="truncate font-medium">{run.workflowName}</span>
              <Time at={run.finishedAt ?? run.createdAt} className="ml-auto shrink-0 text-meta text-fg-3" />
            </p>
            <p className="line-clamp-3 break-words text-fg-2">{run.error?.message}</p>
            <Link to="/runs/$id" params={{ id: run.id }} className={`${buttonClass('outline', 'sm')} mt-2`}>
              {t('home.showRun')}
            </Link>
          </div>
        </div>
      ))}
    </Card>
  );
}
