import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { getInboxItem, listInbox, type InboxItem } from '#libs/contracts';
import { call } from '../../app/call.js';
import { usePhone } from '../../app/media.js';
import { useList } from '../../app/queries.js';
import { useTitle } from '../../app/title.js';
import { useUrlSearch } from '../../app/url-search.js';
import { useFormat, useText } from '../../text/text.js';
import { Kbd } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { cx } from '../../ui/cx.js';
import { SearchInput } from '../../ui/field.js';
import { LoadMore } from '../../ui/load-more.js';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.js';
import { tabClass } from '../../ui/tabs.js';
import { Due } from './due.js';
import { InboxCase } from './inbox-case.js';
import { ItemTile } from './item-tile.js';

const views = ['mine', 'all', 'closed'] as const;
type View = (typeof views)[number];

/** What waits for people: the list, and the open item beside it. On a phone one of the two. */
export function InboxPage() {
  const t = useText();
  const format = useFormat();
  const phone = usePhone();
  const navigate = useNavigate();
  const { id } = useParams({ from: '/shell/inbox/{-$id}' });
  const { view: chosenView, search } = useSearch({ from: '/shell/inbox/{-$id}' });
  const view: View = chosenView ?? 'mine';
  const [text, setText] = useUrlSearch(search);
  const list = useList(['inbox'], listInbox, {
    query: view === 'closed' ? { status: 'closed' } : view === 'mine' ? { mine: 'true' } : {},
    refetch: () => 10_000,
  });
  const items = list.items?.filter((item) => matches(item, search));
  const listed = items?.find((item) => item.id === id);
  const single = useQuery({
    queryKey: ['inbox', 'item', id],
    queryFn: ({ signal }) => call(getInboxItem, { params: { id: id ?? '' }, signal }),
    enabled: id !== undefined,
    initialData: listed,
    initialDataUpdatedAt: 0,
  });
  useTitle(single.data?.title ?? t('inbox.title'));

  const first = items?.[0]?.id;
  useEffect(() => {
    // On a wide screen something is always open: the first that waits.
    if (!phone && id === undefined && first !== undefined)
      void navigate({
        to: '/inbox/{-$id}',
        params: { id: first },
        search: { view: chosenView, search },
        replace: true,
      });
  }, [phone, id, first, navigate, chosenView, search]);

  const at = items?.findIndex((item) => item.id === id) ?? -1;
  const open = (item: InboxItem | undefined) =>
    item &&
    void navigate({
      to: '/inbox/{-$id}',
      params: { id: item.id },
      search: { view: chosenView, search },
      replace: true,
    });
  const showCase = id !== undefined;
  const heading = (
    <header className="flex min-h-(--topbar) shrink-0 flex-wrap items-stretch gap-x-3 border-b border-line bg-surface px-4">
      <h1 className="self-center text-head">{t('inbox.title')}</h1>
      <nav aria-label={t('inbox.title')} className="flex gap-0.5 self-stretch">
        {views.map((one) => (
          <Link
            key={one}
            to="/inbox/{-$id}"
            params={{}}
            search={one === 'mine' ? {} : { view: one }}
            activeOptions={{ exact: false }}
            data-state={one === view ? 'active' : 'inactive'}
            aria-current={one === view ? 'page' : undefined}
            className={cx(tabClass, 'min-h-(--topbar)')}
          >
            {t(`inbox.${one}`)}
            {one === view && view !== 'closed' && list.first && (
              <span className="font-normal text-fg-3 tabular-nums">
                {format.number(view === 'mine' ? list.first.openCount : Math.max(list.items?.length ?? 0, 0))}
                {view === 'all' && list.more.more ? '+' : ''}
              </span>
            )}
          </Link>
        ))}
      </nav>
      <SearchInput
        label={t('inbox.search')}
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="ml-auto w-58 self-center max-md:hidden"
      />
    </header>
  );
  const rows = (
    <div className="min-h-0 overflow-y-auto border-r border-line bg-surface">
      {list.error ? (
        <div className="p-4">
          <ErrorState title={t('inbox.failed')} error={list.error} onRetry={list.retry} />
        </div>
      ) : !items ? (
        <Skeleton rows={6} tall />
      ) : items.length === 0 ? (
        search ? (
          <EmptyState
            title={t('inbox.none', { search })}
            action={<Button onClick={() => setText('')}>{t('do.clearFilters')}</Button>}
          />
        ) : (
          <EmptyState
            title={t(view === 'mine' ? 'inbox.empty' : view === 'all' ? 'inbox.empty.all' : 'inbox.empty.closed')}
            help={t('inbox.empty.help')}
          />
        )
      ) : (
        <ul>
          {items.map((item) => (
            <li key={item.id}>
              <Row item={item} chosen={item.id === id} view={chosenView} search={search} />
            </li>
          ))}
        </ul>
      )}
      <LoadMore {...list.more} />
      {items && items.length > 0 && view !== 'closed' && <KeyHint />}
    </div>
  );
  const detail = showCase ? (
    single.data ? (
      <InboxCase
        key={single.data.id}
        item={single.data}
        position={at >= 0 && items ? { n: at + 1, count: items.length } : undefined}
        onBack={() => void navigate({ to: '/inbox/{-$id}', params: {}, search: { view: chosenView, search } })}
        onPrevious={at > 0 ? () => open(items?.[at - 1]) : undefined}
        onNext={items && at >= 0 && at < items.length - 1 ? () => open(items[at + 1]) : undefined}
      />
    ) : single.error ? (
      <div className="p-6">
        <ErrorState title={t('inbox.failed')} error={single.error} onRetry={() => void single.refetch()} />
      </div>
    ) : (
      <Skeleton rows={8} />
    )
  ) : (
    <p className="p-6 text-fg-3">{t('inbox.choose')}</p>
  );
  if (phone)
    return (
      <div className="flex h-full flex-col bg-surface">
        {!showCase && heading}
        <div className="min-h-0 flex-1 overflow-auto">{showCase ? detail : rows}</div>
      </div>
    );
  return (
    <div className="flex h-full flex-col bg-surface">
      {heading}
      <div className="grid min-h-0 flex-1 grid-cols-[18rem_minmax(0,1fr)] xl:grid-cols-[22rem_minmax(0,1fr)]">
        {rows}
        {detail}
      </div>
    </div>
  );
}

const matches = (item: InboxItem, search: string | undefined): boolean =>
  !search ||
  `${item.title} ${item.workflowName ?? ''} ${item.task?.agentName ?? ''} ${item.stepName}`
    .toLowerCase()
    .includes(search.toLowerCase());

function Row({
  item,
  chosen,
  view,
  search,
}: {
  item: InboxItem;
  chosen: boolean;
  view: 'all' | 'closed' | undefined;
  search: string | undefined;
}) {
  const t = useText();
  return (
    <Link
      to="/inbox/{-$id}"
      params={{ id: item.id }}
      search={{ view, search }}
      replace
      data-row
      data-open
      aria-current={chosen ? 'true' : undefined}
      className={cx(
        'grid grid-cols-[1.5rem_minmax(0,1fr)] gap-x-2.5 gap-y-0.5 border-b border-line px-4 py-3 -outline-offset-2',
        chosen ? 'chosen' : 'hover:bg-hover',
      )}
    >
      <ItemTile kind={item.kind} />
      <span className={cx('truncate leading-6', chosen ? 'font-semibold' : 'font-medium')} title={item.title}>
        {item.title}
      </span>
      <span className="col-start-2 flex gap-2 text-meta leading-4.5 text-fg-3">
        <span className="min-w-0 flex-1 truncate">{item.task?.agentName ?? item.workflowName}</span>
        {item.status === 'open' ? (
          <Due item={item} />
        ) : (
          <span>{t(`inbox.${item.status}` as 'inbox.answered' | 'inbox.expired' | 'inbox.cancelled')}</span>
        )}
      </span>
    </Link>
  );
}

function KeyHint() {
  const t = useText();
  const parts = t('inbox.keys').split(/(\{approve\}|\{reject\})/);
  return (
    <p className="p-4 text-center text-meta text-fg-3 max-sm:hidden">
      <Kbd>J</Kbd> <Kbd>K</Kbd>{' '}
      {parts.map((part, index) =>
        part === '{approve}' ? <Kbd key={index}>A</Kbd> : part === '{reject}' ? <Kbd key={index}>R</Kbd> : part,
      )}{' '}
      <Kbd>Enter</Kbd>
    </p>
  );
}
