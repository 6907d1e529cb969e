import { useQuery } from '@tanstack/react-query';
import { getCompanySecurity, updateCompanySecurity, type CompanySecurity } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { useText } from '../../text/text.js';
import { Card } from '../../ui/card.js';
import { ErrorState, Skeleton } from '../../ui/states.js';
import { Switch } from '../../ui/switch.js';

/** What the company asks of everybody who signs in. */
export function SecurityCard() {
  const t = useText();
  const may = useMay('company:write');
  const security = useQuery({
    queryKey: ['company-security'],
    queryFn: ({ signal }) => call(getCompanySecurity, { signal }),
  });
  const change = useAct({
    run: (changes: Partial<CompanySecurity>) => call(updateCompanySecurity, { body: changes }),
    done: t('admin.security.saved'),
    changes: [['company-security']],
  });
  return (
    <Card title={t('admin.security')}>
      {security.data ? (
        <div className="p-4" title={may.why ?? undefined}>
          <fieldset disabled={!may.ok}>
            <Switch
              label={<span className="font-medium">{t('admin.security.factor')}</span>}
              checked={change.isPending ? !security.data.secondFactorRequired : security.data.secondFactorRequired}
              onChange={(secondFactorRequired) => change.mutate({ secondFactorRequired })}
            />
          </fieldset>
          <p className="mt-1.5 text-meta text-fg-3">{t('admin.security.factor.help')}</p>
        </div>
      ) : security.error ? (
        <div className="p-4">
          <ErrorState title={t('error.title')} error={security.error} onRetry={() => void security.refetch()} />
        </div>
      ) : (
        <Skeleton rows={1} />
      )}
    </Card>
  );
}
