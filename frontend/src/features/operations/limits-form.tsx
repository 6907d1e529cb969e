import { setCompanyLimits, type CompanyLimits } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { NumberSection } from '../../forms/number-fields.js';
import { useText } from '../../text/text.js';

/** How much the company may run at once, queue, and start a minute. */
export function LimitsForm({ saved }: { saved: CompanyLimits }) {
  const t = useText();
  const may = useMay('company:write');
  const save = useAct({
    run: (body: Record<keyof CompanyLimits, number | null>) => call(setCompanyLimits, { body: body as CompanyLimits }),
    done: t('save.done'),
    changes: [['company', 'limits'], ['usage-now']],
    quiet: true,
  });
  const words = (field: keyof CompanyLimits) => ({
    label: t(`capacity.${field}`),
    hint: t(`capacity.${field}.hint`),
  });
  return (
    <NumberSection
      title={t('capacity.limits')}
      saved={saved}
      fields={{
        maxConcurrentRuns: { ...words('maxConcurrentRuns'), min: 1, max: 1000 },
        maxQueuedRuns: { ...words('maxQueuedRuns'), min: 1, max: 1_000_000 },
        maxRunsPerMinute: { ...words('maxRunsPerMinute'), min: 1, max: 100_000, none: t('limits.none') },
      }}
      mutation={save}
      offBecause={may.why}
      className="grid gap-4 sm:grid-cols-3"
    />
  );
}
