import { useSearch } from '@tanstack/react-router';
import { Page } from '../../app/page.js';
import { useMay } from '../../app/may.js';
import { useTitle } from '../../app/title.js';
import { useText } from '../../text/text.js';
import { Card } from '../../ui/card.js';
import { ErrorState, Skeleton } from '../../ui/states.js';
import { GuardForm } from './guard-form.js';
import { TryGuards } from './try-guards.js';
import { useAiSettings } from './settings.js';
import { Verdicts } from './verdicts.js';

/** What guardrails look for in requests and answers, a place to try them, and what they found. */
export function GuardrailsPage() {
  const t = useText();
  const settings = useAiSettings();
  const may = useMay('ai:admin');
  const { detector } = useSearch({ from: '/shell/administration/guardrails' });
  useTitle(t('guards.title'));
  return (
    <Page title={t('guards.title')} narrow>
      {settings.error && !settings.data ? (
        <ErrorState title={t('routing.failed')} error={settings.error} onRetry={() => void settings.refetch()} />
      ) : (
        <div className="grid gap-4">
          {settings.data ? (
            <GuardForm
              key={JSON.stringify(settings.data.guardrails)}
              saved={settings.data.guardrails}
              offBecause={may.why}
            />
          ) : (
            <Card>
              <Skeleton />
            </Card>
          )}
          <TryGuards />
          <Verdicts detector={detector} />
        </div>
      )}
    </Page>
  );
}
