import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { listTemplates, watchedEvent, type TemplateSummary, type WatchedEvent } from '#libs/contracts';
import { call } from '../../app/call.js';
import { Page } from '../../app/page.js';
import { useTitle } from '../../app/title.js';
import { useText } from '../../text/text.js';
import { Tag } from '../../ui/badge.js';
import { Card } from '../../ui/card.js';
import { ErrorState, Skeleton } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';

/** What mails and posts of the company look like, by event. */
export function TemplatesPage() {
  const t = useText();
  useTitle(t('wording.title'));
  const list = useQuery({ queryKey: ['wording'], queryFn: ({ signal }) => call(listTemplates, { signal }) });
  const place = (event: WatchedEvent, channel: TemplateSummary['channel']) =>
    list.data?.items.find((each) => each.event === event && each.channel === channel);
  const columns: Column<WatchedEvent>[] = [
    {
      key: 'event',
      head: t('watchers.on'),
      cell: (event) => <span className="block py-2 font-medium whitespace-normal">{t(`watchers.on.${event}`)}</span>,
    },
    ...(['email', 'slack'] as const).map((channel) => ({
      key: channel,
      head: t(`wording.channel.${channel}`),
      width: 'w-28 sm:w-48',
      cell: (event: WatchedEvent) => {
        const found = place(event, channel);
        return found && <State of={found} />;
      },
    })),
  ];
  return (
    <Page title={t('wording.title')}>
      {list.error && !list.data ? (
        <ErrorState title={t('wording.failed')} error={list.error} onRetry={() => void list.refetch()} />
      ) : list.data ? (
        <Card>
          <Table label={t('wording.title')} columns={columns} rows={[...watchedEvent.options]} rowKey={(row) => row} />
        </Card>
      ) : (
        <Card>
          <Skeleton rows={9} />
        </Card>
      )}
      <p className="mt-3 text-meta text-fg-3">{t('wording.help')}</p>
    </Page>
  );
}

function State({ of }: { of: TemplateSummary }) {
  const t = useText();
  const { event, channel, publishedVersion, hasDraftChanges } = of;
  const used = publishedVersion === null ? t('wording.shipped') : `v${publishedVersion}`;
  return (
    <span className="inline-flex items-center gap-2">
      <Link
        to="/administration/templates/$event/$channel"
        params={{ event, channel }}
        className="link"
        aria-label={`${t(`watchers.on.${event}`)}, ${t(`wording.channel.${channel}`)}: ${used}`}
      >
        {used}
      </Link>
      {hasDraftChanges && <Tag>{t('wording.draft')}</Tag>}
    </span>
  );
}
