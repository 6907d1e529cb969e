import { inboxHistory, type InboxEvent } from '#libs/contracts';
import { useList } from '../../app/queries.js';
import { useText } from '../../text/text.js';
import { LoadMore } from '../../ui/load-more.js';
import { ErrorState, Skeleton } from '../../ui/states.js';
import { Time } from '../../ui/values.js';

/** Everything that happened to an item, oldest first. */
export function ItemHistory({ id }: { id: string }) {
  const t = useText();
  const list = useList(['inbox', 'history'], inboxHistory, { params: { id }, refetch: () => 15_000 });
  if (list.error) return <ErrorState title={t('inbox.history.failed')} error={list.error} onRetry={list.retry} />;
  if (!list.items) return <Skeleton rows={2} />;
  return (
    <>
      <ol className="grid gap-1.5">
        {list.items.map((event, index) => (
          <li key={`${event.at} ${index}`} className="flex items-baseline gap-3">
            <span className="min-w-0 flex-1">
              <span className="font-medium">{event.by?.name ?? t('inbox.history.platform')}</span>{' '}
              <span className="text-fg-2">{t(`inbox.history.${event.type}`)}</span>
              <Details event={event} />
            </span>
            <Time at={event.at} className="shrink-0 text-meta text-fg-3" />
          </li>
        ))}
      </ol>
      <LoadMore {...list.more} />
    </>
  );
}

/** To whom, or what was said, where the event knows. */
function Details({ event }: { event: InboxEvent }) {
  const { to, comment, assignees } = event.data;
  const whom = [to, assignees].flat().filter((one): one is string => typeof one === 'string');
  return (
    <>
      {whom.length > 0 && (
        <span className="text-fg-3"> {whom.map((one) => one.replace(/^(role|user):/, '')).join(', ')}</span>
      )}
      {typeof comment === 'string' && comment !== '' && (
        <span className="block break-words text-fg-2">“{comment}”</span>
      )}
    </>
  );
}
