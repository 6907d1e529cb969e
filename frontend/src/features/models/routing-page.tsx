import { Page } from '../../app/page.js';
import { useMay } from '../../app/may.js';
import { useTitle } from '../../app/title.js';
import { useText } from '../../text/text.js';
import { Card } from '../../ui/card.js';
import { ErrorState, Skeleton } from '../../ui/states.js';
import { CacheForm } from './cache-form.js';
import { KeyLimitsForm } from './key-limits-form.js';
import { RecordingForm } from './recording-form.js';
import { RoutingForm } from './routing-form.js';
import { useAiSettings } from './settings.js';

/** Which model answers, who helps out, what is kept and recorded: one card for each section of the settings. */
export function RoutingPage() {
  const t = useText();
  const settings = useAiSettings();
  const may = useMay('ai:admin');
  useTitle(t('routing.title'));
  return (
    <Page title={t('routing.title')} narrow>
      {settings.error && !settings.data ? (
        <ErrorState title={t('routing.failed')} error={settings.error} onRetry={() => void settings.refetch()} />
      ) : !settings.data ? (
        <Card>
          <Skeleton />
        </Card>
      ) : (
        // A form begins anew only when what is in force changed, so that a refresh never takes away what is typed.
        <div className="grid gap-4">
          <RoutingForm key={keyOf(settings.data.routing)} saved={settings.data.routing} offBecause={may.why} />
          <CacheForm key={keyOf(settings.data.cache)} saved={settings.data.cache} offBecause={may.why} />
          <KeyLimitsForm key={keyOf(settings.data.limits)} saved={settings.data.limits} offBecause={may.why} />
          <RecordingForm key={keyOf(settings.data.recording)} saved={settings.data.recording} offBecause={may.why} />
        </div>
      )}
    </Page>
  );
}

const keyOf = (section: unknown) => JSON.stringify(section);
