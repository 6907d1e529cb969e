import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import {
  readTemplate,
  templateChannel,
  watchedEvent,
  type NotificationTemplate,
  type TemplateChannel,
  type WatchedEvent,
} from '#libs/contracts';
import { call } from '../../app/call.js';
import { Lost } from '../../app/lost.js';
import { Page } from '../../app/page.js';
import { useTitle } from '../../app/title.js';
import { useText } from '../../text/text.js';
import { Card } from '../../ui/card.js';
import { ErrorState, Skeleton } from '../../ui/states.js';
import { TemplateEditor } from './template-editor.js';
import { TemplateVersions } from './template-versions.js';

/** One template: its draft beside what comes of it, and its versions. */
export function TemplatePage() {
  const given = useParams({ from: '/shell/administration/templates/$event/$channel' });
  const event = watchedEvent.safeParse(given.event);
  const channel = templateChannel.safeParse(given.channel);
  return event.success && channel.success ? <Room event={event.data} channel={channel.data} /> : <Lost />;
}

function Room({ event, channel }: { event: WatchedEvent; channel: TemplateChannel }) {
  const t = useText();
  const title = `${t(`watchers.on.${event}`)}, ${t(`wording.channel.${channel}`)}`;
  useTitle(title);
  const template = useQuery({
    queryKey: ['wording', event, channel],
    queryFn: ({ signal }) => call(readTemplate, { params: { event, channel }, signal }),
  });
  const used = (data: NotificationTemplate) =>
    data.publishedVersion === null ? t('wording.shipped') : `v${data.publishedVersion}`;
  return (
    <Page title={title} aside={template.data && used(template.data)}>
      <p className="mb-4 text-fg-2">
        <Link to="/administration/templates" className="link">
          {t('wording.title')}
        </Link>
      </p>
      {template.data ? (
        <>
          <TemplateEditor key={`${event} ${channel}`} template={template.data} />
          <h2 className="mt-6 mb-2 font-semibold">{t('wording.versions')}</h2>
          <TemplateVersions template={template.data} />
        </>
      ) : template.error ? (
        <ErrorState title={t('wording.failed')} error={template.error} onRetry={() => void template.refetch()} />
      ) : (
        <Card>
          <Skeleton rows={8} />
        </Card>
      )}
    </Page>
  );
}
