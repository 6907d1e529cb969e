import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { createSuppression, deleteSuppression, listSuppressions, type Suppression } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { ListBody } from '../../app/list-body.js';
import { useMay } from '../../app/may.js';
import { useList } from '../../app/queries.js';
import { useText } from '../../text/text.js';
import { Button, IconButton } from '../../ui/button.js';
import { Input, SearchInput } from '../../ui/field.js';
import { EmptyState } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { Time } from '../../ui/values.js';

/** Addresses that get no mail: what SendGrid says of lost ones comes here by itself. */
export function SuppressionList() {
  const t = useText();
  const may = useMay('channels:write');
  const [search, setSearch] = useState('');
  const [address, setAddress] = useState('');
  const list = useList(['suppressions'], listSuppressions, { query: search === '' ? {} : { search } });
  const add = useAct({
    run: () => call(createSuppression, { body: { address: address.trim() } }),
    done: t('suppressions.added'),
    changes: [['suppressions']],
    onDone: () => setAddress(''),
  });
  const remove = useAct({
    run: (id: string) => call(deleteSuppression, { params: { id } }),
    done: t('suppressions.removed'),
    changes: [['suppressions']],
  });
  const columns: Column<Suppression>[] = [
    {
      key: 'address',
      head: t('suppressions.address'),
      cell: (row) => <span className="break-all">{row.address}</span>,
    },
    {
      key: 'reason',
      head: t('suppressions.reason'),
      cell: (row) => (
        <span title={row.detail ?? undefined}>
          {t(`suppressions.reason.${row.reason}`)}
          {row.detail !== null && <span className="block truncate text-meta text-fg-3">{row.detail}</span>}
        </span>
      ),
    },
    {
      key: 'at',
      head: t('channels.since'),
      width: 'w-32',
      right: true,
      hide: 'phone',
      cell: (row) => <Time at={row.createdAt} className="text-fg-2" />,
    },
    {
      key: 'do',
      head: '',
      width: 'w-buttons-1',
      right: true,
      cell: (row) => (
        <IconButton
          size="sm"
          icon={Trash2}
          off={!may.ok || remove.isPending}
          label={may.why ?? t('suppressions.remove', { address: row.address })}
          onClick={() => remove.mutate(row.id)}
        />
      ),
    },
  ];
  return (
    <section className="mt-8">
      <h2 className="font-semibold">{t('suppressions.title')}</h2>
      <p className="mt-1 mb-3 text-meta text-fg-3">{t('suppressions.help')}</p>
      <div className="mb-3 flex flex-wrap gap-2">
        <SearchInput
          label={t('suppressions.search')}
          className="w-full sm:w-64"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <form
          className="flex gap-2 max-sm:w-full sm:ml-auto"
          onSubmit={(event) => {
            event.preventDefault();
            add.mutate();
          }}
        >
          <Input
            type="email"
            required
            aria-label={t('suppressions.address')}
            placeholder={t('suppressions.address')}
            className="sm:w-56!"
            disabled={!may.ok}
            value={address}
            onChange={(event) => setAddress(event.target.value)}
          />
          <Button
            type="submit"
            icon={Plus}
            offBecause={may.why ?? (address.trim() === '' && t('form.required'))}
            busy={add.isPending && t('do.adding')}
          >
            {t('do.add')}
          </Button>
        </form>
      </div>
      <ListBody
        list={list}
        failed={t('suppressions.failed')}
        empty={<EmptyState title={t(search === '' ? 'suppressions.empty' : 'suppressions.none')} />}
      >
        {(items) => <Table label={t('suppressions.title')} columns={columns} rows={items} rowKey={(row) => row.id} />}
      </ListBody>
    </section>
  );
}
