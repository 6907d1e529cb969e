import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { z } from 'zod';
import { listCredentialUses, type Credential, type credentialUse } from '#libs/contracts';
import { call } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { useMemberNames } from '../../app/names.js';
import { useFormat, useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { Time } from '../../ui/values.js';

type Use = z.infer<typeof credentialUse>;

/** Who used the credential, in which service, how often and when last. */
export function UsesDialog({ credential, onClose }: { credential: Credential; onClose(): void }) {
  const t = useText();
  const format = useFormat();
  const mayAudit = useMay('audit:read');
  const uses = useQuery({
    queryKey: ['credentials', credential.id, 'uses'],
    queryFn: ({ signal }) => call(listCredentialUses, { params: { id: credential.id }, signal }),
  });
  const columns: Column<Use>[] = [
    { key: 'who', head: t('credentials.uses.who'), cell: (row) => <Actor use={row} /> },
    { key: 'service', head: t('credentials.uses.service'), width: 'w-32', hide: 'phone', cell: (row) => row.service },
    {
      key: 'times',
      head: t('credentials.uses.times'),
      width: 'w-20',
      right: true,
      cell: (row) => format.number(row.times),
    },
    {
      key: 'last',
      head: t('credentials.uses.last'),
      width: 'w-28',
      right: true,
      cell: (row) => <Time at={row.lastAt} />,
    },
  ];
  const items = uses.data?.items;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('credentials.uses.title', { name: credential.name })}
      description={t('credentials.uses.help')}
      actions={<Button onClick={onClose}>{t('do.close')}</Button>}
    >
      {uses.isPending && <Skeleton rows={3} />}
      {uses.error && <ErrorState title={t('credentials.uses.failed')} error={uses.error} />}
      {items?.length === 0 && <EmptyState title={t('credentials.uses.none')} />}
      {items && items.length > 0 && (
        <Table
          label={t('credentials.uses.title', { name: credential.name })}
          columns={columns}
          rows={items}
          rowKey={({ actor, service }) => `${service} ${actor.type} ${actor.id}`}
        />
      )}
      {mayAudit.ok && (
        <p className="mt-3 text-meta">
          <Link to="/administration/audit" search={{ target: credential.id }} className="text-accent hover:underline">
            {t('credentials.uses.audit')}
          </Link>
        </p>
      )}
    </Dialog>
  );
}

function Actor({ use: { actor } }: { use: Use }) {
  const t = useText();
  const nameOf = useMemberNames();
  if (actor.type === 'user') return nameOf(actor.id) ?? t('audit.actor.user');
  if (actor.type === 'run')
    return (
      <Link to="/runs/$id" params={{ id: actor.id }} className="text-accent hover:underline">
        {t('audit.actor.run')}
      </Link>
    );
  if (actor.type === 'apiKey') return t('credentials.uses.apiKey');
  return t('audit.actor.service');
}
