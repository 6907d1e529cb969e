import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { deactivateCompany, exportCompany, getCompanyLifecycle } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call, download } from '../../app/call.js';
import { companyClosed } from '../../app/lacking.js';
import { useSession } from '../../app/session.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Confirm } from '../../ui/confirm.js';
import { DeleteCompanyDialog } from './delete-company-dialog.js';
import { TransferDialog } from './transfer-dialog.js';

/** What an owner decides about the company as a whole; each cannot be undone by others, or at all. */
export function OwnershipCard() {
  const t = useText();
  const session = useSession();
  const [asked, setAsked] = useState<'transfer' | 'deactivate' | 'delete'>();
  const lifecycle = useQuery({
    queryKey: ['company', 'lifecycle'],
    queryFn: ({ signal }) => call(getCompanyLifecycle, { signal }),
  });
  const name = 'company' in session ? session.company.name : '';
  const close = () => setAsked(undefined);
  return (
    <Card title={t('owner.title')}>
      <ul>
        <Row title={t('owner.export')} help={t('owner.export.help')}>
          <ExportButton name={name} />
        </Row>
        <Row title={t('owner.transfer')} help={t('owner.transfer.help')}>
          <Button size="sm" onClick={() => setAsked('transfer')}>
            {t('owner.transfer.do')}
          </Button>
        </Row>
        <Row title={t('owner.deactivate')} help={t('owner.deactivate.help')}>
          <Button size="sm" look="danger" onClick={() => setAsked('deactivate')}>
            {t('owner.deactivate.do')}
          </Button>
        </Row>
        <Row
          title={t('owner.delete')}
          help={lifecycle.data ? t('owner.delete.help', { count: lifecycle.data.graceDays }) : ''}
        >
          <Button size="sm" look="danger" onClick={() => setAsked('delete')}>
            {t('owner.delete.do')}
          </Button>
        </Row>
      </ul>
      {asked === 'transfer' && <TransferDialog onClose={close} />}
      {asked === 'deactivate' && <DeactivateDialog name={name} onClose={close} />}
      {asked === 'delete' && <DeleteCompanyDialog name={name} days={lifecycle.data?.graceDays} onClose={close} />}
    </Card>
  );
}

function Row({ title, help, children }: { title: string; help: string; children: ReactNode }) {
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-line px-4 py-3 first:border-t-0">
      <span className="min-w-60 flex-1">
        <span className="block font-medium">{title}</span>
        <span className="block text-meta text-fg-3">{help}</span>
      </span>
      {children}
    </li>
  );
}

/** Everything of the company as a file. */
export function ExportButton({ name }: { name: string }) {
  const t = useText();
  const take = useAct({
    run: () => download(exportCompany, {}, `${name} ${new Date().toISOString().slice(0, 10)}.zip`),
    done: t('owner.export.done'),
    changes: [],
  });
  return (
    <Button size="sm" busy={take.isPending && t('owner.export.doing')} onClick={() => take.mutate()}>
      {t('owner.export.do')}
    </Button>
  );
}

function DeactivateDialog({ name, onClose }: { name: string; onClose(): void }) {
  const t = useText();
  const deactivate = useAct({
    run: () => call(deactivateCompany, {}),
    done: t('owner.deactivated', { name }),
    changes: [['me']],
    onDone: companyClosed,
    quiet: true,
  });
  return (
    <Confirm
      title={t('owner.deactivate.title', { name })}
      help={t('owner.deactivate.help')}
      act={t('owner.deactivate.do')}
      acting={t('owner.deactivate.doing')}
      mutation={deactivate}
      onClose={onClose}
    />
  );
}
