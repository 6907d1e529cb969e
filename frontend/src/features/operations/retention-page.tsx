import { useQuery } from '@tanstack/react-query';
import { getRetention, setRetention, type RetentionPolicy } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { Page } from '../../app/page.js';
import { useTitle } from '../../app/title.js';
import { NumberSection } from '../../forms/number-fields.js';
import { useFormat, useText } from '../../text/text.js';
import { Card } from '../../ui/card.js';
import { Facts } from '../../ui/facts.js';
import { ErrorState, Skeleton } from '../../ui/states.js';
import { Time } from '../../ui/values.js';

type Days = Pick<RetentionPolicy, 'runDays' | 'payloadDays' | 'artifactDays' | 'auditDays'>;

/** How long runs, what they carried, and files are kept. */
export function RetentionPage() {
  const t = useText();
  const format = useFormat();
  useTitle(t('retention.title'));
  const policy = useQuery({
    queryKey: ['company', 'retention'],
    queryFn: ({ signal }) => call(getRetention, { signal }),
  });
  const sweep = policy.data?.lastSweep;
  return (
    <Page title={t('retention.title')} narrow>
      {policy.error && !policy.data ? (
        <ErrorState title={t('retention.failed')} error={policy.error} onRetry={() => void policy.refetch()} />
      ) : !policy.data ? (
        <Card>
          <Skeleton rows={3} />
        </Card>
      ) : (
        <div className="grid gap-4">
          <DaysForm key={JSON.stringify(daysOf(policy.data))} saved={daysOf(policy.data)} />
          <Card title={t('retention.last')}>
            {sweep ? (
              <Facts
                className="p-4"
                facts={[
                  [t('retention.at'), <Time key="at" at={sweep.at} />],
                  [t('retention.runs'), format.number(sweep.runsDeleted)],
                  [t('retention.payloads'), format.number(sweep.payloadsExpired)],
                  [t('retention.artifacts'), format.number(sweep.artifactsDeleted)],
                ]}
              />
            ) : (
              <p className="p-4 text-fg-3">{t('retention.never')}</p>
            )}
          </Card>
        </div>
      )}
    </Page>
  );
}

const daysOf = ({ runDays, payloadDays, artifactDays, auditDays }: RetentionPolicy): Days => ({
  runDays,
  payloadDays,
  artifactDays,
  auditDays,
});
function DaysForm({ saved }: { saved: Days }) {
  const t = useText();
  const may = useMay('company:write');
  const save = useAct({
    run: (body: Record<keyof Days, number | null>) => call(setRetention, { body: body as Days }),
    done: t('save.done'),
    changes: [['company', 'retention']],
    quiet: true,
  });
  const field = (name: keyof Days) => ({
    label: t(`retention.${name}`),
    hint: t(`retention.${name}.hint`),
    min: 1,
    max: 3650,
  });
  return (
    <NumberSection
      title={t('retention.days')}
      help={t('retention.help')}
      saved={saved}
      fields={{
        runDays: field('runDays'),
        payloadDays: field('payloadDays'),
        artifactDays: { ...field('artifactDays'), none: t('retention.forever') },
        auditDays: { ...field('auditDays'), min: 30 },
      }}
      check={({ payloadDays, runDays }) =>
        payloadDays !== null && payloadDays > (runDays ?? 0) ? { payloadDays: t('retention.tooLong') } : {}
      }
      mutation={save}
      offBecause={may.why}
    />
  );
}
