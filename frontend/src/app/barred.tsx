import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getCompany, getCompanyLifecycle, reactivateCompany } from '#libs/contracts';
import { useText } from '../text/text.js';
import { Button } from '../ui/button.js';
import { Card } from '../ui/card.js';
import { ErrorState, Skeleton } from '../ui/states.js';
import { Time } from '../ui/values.js';
import { ExportButton } from '../features/administration/ownership-card.js';
import { useAct } from './act.js';
import { call } from './call.js';
import { useLacking, type Bar } from './lacking.js';
import { useMay } from './may.js';
import { Page } from './page.js';
import { useSession } from './session.js';
import { useTitle } from './title.js';

/** What the company decides acts within this, in every service. */
const actsWithinMs = 5_000;

/** In the place of any page of a company that does not let the reader in now: why, and what to do. */
export function Barred({ bar }: { bar: Bar }) {
  const t = useText();
  const queries = useQueryClient();
  const { ok: isOwner } = useMay('company:own');
  const isClosed = bar.code === 'COMPANY_DEACTIVATED';
  const title = t(`barred.${bar.code}`);
  useTitle(title);
  const again = useAct({
    run: () => call(getCompany, {}),
    changes: [],
    onDone() {
      useLacking.setState({ bar: undefined });
      void queries.invalidateQueries();
    },
    quiet: true,
  });
  return (
    <Page title={title} narrow>
      <Card>
        <div className="grid justify-items-start gap-3 p-4">
          <p className="max-w-(--read-max) text-fg-2">
            {t(`barred.${bar.code}.help`)} {bar.detail}
          </p>
          {isClosed && isOwner ? (
            <OwnersWay onBack={() => again.mutate()} />
          ) : (
            <Button busy={again.isPending && t('do.tryAgain')} onClick={() => again.mutate()}>
              {t('do.tryAgain')}
            </Button>
          )}
        </div>
      </Card>
    </Page>
  );
}

/** An owner sees until when it can be brought back, takes the data out, and brings it back. */
function OwnersWay({ onBack }: { onBack(): void }) {
  const t = useText();
  const session = useSession();
  const lifecycle = useQuery({
    queryKey: ['company', 'lifecycle'],
    queryFn: ({ signal }) => call(getCompanyLifecycle, { signal }),
  });
  const reactivate = useAct({
    async run() {
      await call(reactivateCompany, {});
      // Until the last service has heard of it.
      await new Promise((resolve) => setTimeout(resolve, actsWithinMs));
    },
    done: t('barred.reactivated'),
    changes: [['company', 'lifecycle'], ['me']],
    onDone: onBack,
  });
  if (lifecycle.error)
    return <ErrorState title={t('error.title')} error={lifecycle.error} onRetry={() => void lifecycle.refetch()} />;
  if (!lifecycle.data) return <Skeleton rows={1} />;
  const { deleteAt } = lifecycle.data;
  return (
    <>
      {deleteAt !== null && (
        <p className="font-medium text-failed">
          {t('barred.deleteAt')} <Time at={deleteAt} />
        </p>
      )}
      <span className="flex flex-wrap gap-2">
        <Button
          look="ink"
          size="sm"
          busy={reactivate.isPending && t('barred.reactivating')}
          onClick={() => reactivate.mutate()}
        >
          {t(deleteAt === null ? 'barred.reactivate' : 'barred.cancelDeletion')}
        </Button>
        <ExportButton name={'company' in session ? session.company.name : ''} />
      </span>
    </>
  );
}
