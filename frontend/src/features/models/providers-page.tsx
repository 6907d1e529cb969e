import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Plus, Radio } from 'lucide-react';
import { useState } from 'react';
import { listProviders, testProvider, type AiProvider } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { Page } from '../../app/page.js';
import { useTitle } from '../../app/title.js';
import { useText } from '../../text/text.js';
import { Badge, Tag } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { ErrorState, Skeleton } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { AddProviderDialog } from './add-provider-dialog.js';
import { TestResult } from './provider-tests.js';

export const useProviders = () =>
  useQuery({ queryKey: ['ai', 'providers'], queryFn: ({ signal }) => call(listProviders, { signal }) });

/** Model providers: the company's own, the operator's, what is built in, and what could be added. */
export function ProvidersPage() {
  const t = useText();
  const list = useProviders();
  const may = useMay('ai:admin');
  const [adding, setAdding] = useState<AiProvider | null>(null);
  useTitle(t('providers.title'));
  const test = useAct({
    run: (id: string) => call(testProvider, { params: { id }, body: {} }),
    changes: [
      ['ai', 'providers'],
      ['ai', 'models'],
    ],
  });
  const ready = list.data?.items.filter(({ source }) => source !== 'none') ?? [];
  const possible = list.data?.items.filter(({ source, provider }, index, all) => {
    const first = all.findIndex((each) => each.provider === provider && each.source === source);
    return source === 'none' && first === index;
  });
  const columns: Column<AiProvider>[] = [
    {
      key: 'state',
      head: t('providers.state'),
      width: 'w-38',
      cell: (row) => <ProviderState provider={row} />,
    },
    {
      key: 'name',
      head: t('providers.name'),
      cell: (row) => (
        <span className="block min-w-0">
          <Link
            to="/administration/providers/$id"
            params={{ id: row.id }}
            className="block truncate rounded-xs font-medium hover:underline"
          >
            {row.name}
          </Link>
          <span className="block truncate font-mono text-micro text-fg-3">{row.slug}/…</span>
        </span>
      ),
    },
    {
      key: 'source',
      head: t('providers.source'),
      width: 'w-30',
      hide: 'phone',
      cell: (row) => <span className="text-fg-2">{t(`providers.source.${row.source}`)}</span>,
    },
    {
      key: 'test',
      head: t('providers.lastTest'),
      hide: 'tablet',
      cell: (row) => (
        <span title={row.lastTest?.failure?.message}>
          <TestResult test={row.lastTest} />
        </span>
      ),
    },
    {
      key: 'do',
      head: '',
      width: 'w-28',
      right: true,
      cell: (row) => (
        <Button
          size="sm"
          icon={Radio}
          offBecause={may.why}
          busy={test.isPending && test.variables === row.id && t('providers.testing')}
          onClick={() => test.mutate(row.id)}
          aria-label={t('providers.test.of', { name: row.name })}
        >
          {t('providers.test')}
        </Button>
      ),
    },
  ];
  return (
    <Page title={t('providers.title')} aside={ready.length > 0 ? ready.length : undefined}>
      {list.error && !list.data ? (
        <ErrorState title={t('providers.failed')} error={list.error} onRetry={() => void list.refetch()} />
      ) : (
        <div className="grid gap-4">
          <Card>
            {list.data ? (
              <Table tall label={t('providers.title')} columns={columns} rows={ready} rowKey={(row) => row.id} />
            ) : (
              <Skeleton tall />
            )}
          </Card>
          {possible && possible.length > 0 && (
            <Card title={t('providers.more')}>
              <ul>
                {possible.map((row) => (
                  <li
                    key={row.provider}
                    className="flex items-center gap-3 border-t border-line px-4 py-2.5 first:border-t-0"
                  >
                    <span className="min-w-0 flex-1">
                      <span className="block font-medium">{row.title}</span>
                      <span className="block text-meta text-fg-3">{row.note}</span>
                    </span>
                    <Button
                      size="sm"
                      icon={Plus}
                      offBecause={may.why}
                      onClick={() => setAdding(row)}
                      aria-label={t('providers.add.of', { name: row.title })}
                    >
                      {t('do.add')}
                    </Button>
                  </li>
                ))}
              </ul>
            </Card>
          )}
        </div>
      )}
      {adding && <AddProviderDialog provider={adding} onClose={() => setAdding(null)} />}
    </Page>
  );
}

export function ProviderState({ provider }: { provider: AiProvider }) {
  const t = useText();
  if (!provider.enabled) return <Tag>{t('providers.off')}</Tag>;
  if (provider.healthy === false)
    return (
      <Badge status="failed" bare className="align-middle">
        {t('providers.unhealthy')}
      </Badge>
    );
  if (provider.healthy === null && provider.source !== 'builtin')
    return (
      <Badge status="queued" bare className="align-middle">
        {t('providers.notAsked')}
      </Badge>
    );
  return (
    <Badge status="succeeded" bare className="align-middle">
      {t('providers.healthy')}
    </Badge>
  );
}
