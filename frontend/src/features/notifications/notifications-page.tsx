import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Bell, Check, SlidersHorizontal } from 'lucide-react';
import { listNotifications, readAllNotifications, readNotification, type Notification } from '#libs/contracts';
import { call } from '../../app/call.js';
import { ListBody } from '../../app/list-body.js';
import { Page } from '../../app/page.js';
import { useList } from '../../app/queries.js';
import { useTitle } from '../../app/title.js';
import { useText } from '../../text/text.js';
import { Button, IconButton } from '../../ui/button.js';
import { cx } from '../../ui/cx.js';
import { EmptyState } from '../../ui/states.js';
import { toast } from '../../ui/toast.js';
import { Time } from '../../ui/values.js';

/** Messages to the reader, newest first. Opening one marks it as read. */
export function NotificationsPage() {
  const t = useText();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const list = useList(['notifications'], listNotifications, { refetch: () => 15_000 });
  useTitle(t('notifications.title'));
  const changed = () => void queries.invalidateQueries({ queryKey: ['notifications'] });
  const failed = (error: Error) => toast(error.message, { tone: 'error' });
  const all = useMutation({
    mutationFn: () => call(readAllNotifications, { body: {} }),
    onSuccess: changed,
    onError: failed,
  });
  const one = useMutation({
    mutationFn: (id: string) => call(readNotification, { params: { id }, body: {} }),
    onSuccess: changed,
    onError: failed,
  });
  const unread = list.first?.unreadCount ?? 0;
  return (
    <Page
      title={t('notifications.title')}
      aside={unread > 0 ? t('notifications.unread', { count: unread }) : undefined}
      actions={
        <>
          {unread > 0 && (
            <Button icon={Check} busy={all.isPending && t('notifications.readAll')} onClick={() => all.mutate()}>
              {t('notifications.readAll')}
            </Button>
          )}
          <Button icon={SlidersHorizontal} onClick={() => void navigate({ to: '/notifications/preferences' })}>
            {t('preferences.open')}
          </Button>
        </>
      }
    >
      <ListBody
        list={list}
        failed={t('notifications.failed')}
        tall
        empty={<EmptyState title={t('notifications.empty')} help={t('notifications.empty.help')} />}
      >
        {(items) => (
          <ul>
            {items.map((item) => (
              <Row key={item.id} item={item} onRead={() => one.mutate(item.id)} />
            ))}
          </ul>
        )}
      </ListBody>
    </Page>
  );
}

function Row({ item, onRead }: { item: Notification; onRead(): void }) {
  const t = useText();
  const navigate = useNavigate();
  const unread = item.readAt === null;
  const inside = item.link?.startsWith('/') && !item.link.startsWith('//') ? item.link : undefined;
  return (
    <li
      className="group/row flex items-start gap-2.5 border-t border-line px-4 py-2.5 first:border-t-0 hover:bg-hover"
      data-row
    >
      <Bell
        aria-hidden
        className={cx('mt-0.5 size-4 shrink-0', unread ? 'text-accent-text' : 'text-fg-3')}
        strokeWidth={1.75}
      />
      <div className="min-w-0 flex-1">
        <p className="flex gap-2">
          {inside ? (
            <a
              href={inside}
              onClick={(event) => {
                event.preventDefault();
                if (unread) onRead();
                void navigate({ href: inside });
              }}
              className={cx('min-w-0 truncate rounded-xs hover:underline', unread ? 'font-semibold' : 'font-medium')}
            >
              {item.title}
            </a>
          ) : (
            <span className={cx('min-w-0 truncate', unread ? 'font-semibold' : 'font-medium')}>{item.title}</span>
          )}
          {unread && <span className="text-meta text-accent-text">{t('notifications.new')}</span>}
          <Time at={item.createdAt} className="ml-auto shrink-0 text-meta text-fg-3" />
        </p>
        <p className="line-clamp-3 break-words whitespace-pre-line text-fg-2">{item.text}</p>
      </div>
      {unread && <IconButton size="sm" icon={Check} label={t('notifications.markRead')} onClick={onRead} />}
    </li>
  );
}
