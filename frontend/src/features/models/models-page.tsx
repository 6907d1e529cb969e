import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { getAiHealth, updateAiSettings, type AiModel, type ModelHealth } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { Page } from '../../app/page.js';
import { useTitle } from '../../app/title.js';
import { useUrlSearch } from '../../app/url-search.js';
import { useFormat, useText } from '../../text/text.js';
import { Tag } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { SearchInput, Select } from '../../ui/field.js';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { useModels } from './model-input.js';
import { PriceDialog } from './price-dialog.js';

/** Every model that the company can use: what it can do, what it costs, how it did lately. */
export function ModelsPage() {
  const t = useText();
  const format = useFormat();
  const navigate = useNavigate();
  const { search, provider } = useSearch({ from: '/shell/administration/models' });
  const [text, setText] = useUrlSearch(search);
  const [pricing, setPricing] = useState<AiModel | null>(null);
  const list = useModels();
  const health = useQuery({
    queryKey: ['ai', 'health'],
    queryFn: ({ signal }) => call(getAiHealth, { query: {}, signal }),
    refetchInterval: 30_000,
  });
  useTitle(t('models.title'));
  const slugs = [...new Set(list.data?.items.map((model) => model.provider))];
  const wanted = (search ?? '').toLowerCase();
  const shown = list.data?.items.filter(
    (model) =>
      (!provider || model.provider === provider) && `${model.id} ${model.title}`.toLowerCase().includes(wanted),
  );
  const filter = (slug: string | undefined) =>
    void navigate({ to: '/administration/models', search: { search, provider: slug }, replace: true });
  const columns = useColumns(new Map(health.data?.items.map((row) => [row.model, row])), setPricing);
  return (
    <Page title={t('models.title')} aside={shown && format.number(shown.length)}>
      <div role="group" aria-label={t('runs.filters')} className="mb-3 flex flex-wrap items-center gap-2">
        <SearchInput
          label={t('models.search')}
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="w-full sm:w-64"
        />
        <Select
          aria-label={t('models.provider')}
          value={provider ?? ''}
          onChange={(event) => filter(event.target.value || undefined)}
          className="filter-control sm:w-44!"
        >
          <option value="">{t('models.anyProvider')}</option>
          {slugs.map((slug) => (
            <option key={slug}>{slug}</option>
          ))}
        </Select>
      </div>
      {list.error && !list.data ? (
        <ErrorState title={t('models.failed')} error={list.error} onRetry={() => void list.refetch()} />
      ) : (
        <Card>
          {!shown ? (
            <Skeleton tall />
          ) : shown.length === 0 ? (
            <EmptyState
              title={t('models.none', { search: search ?? provider ?? '' })}
              action={
                <Button
                  onClick={() => {
                    setText('');
                    filter(undefined);
                  }}
                >
                  {t('do.clearFilters')}
                </Button>
              }
            />
          ) : (
            <Table tall label={t('models.title')} columns={columns} rows={shown} rowKey={(row) => row.id} />
          )}
        </Card>
      )}
      <p className="mt-3 text-meta text-fg-3">{t('models.prices.help')}</p>
      {pricing && <PriceDialog model={pricing} onClose={() => setPricing(null)} />}
    </Page>
  );
}

function useColumns(health: Map<string, ModelHealth>, onPrice: (model: AiModel) => void): Column<AiModel>[] {
  const t = useText();
  const format = useFormat();
  const may = useMay('ai:admin');
  const setTier = useAct({
    run: ({ id, tier }: { id: string; tier: 'small' | 'large' }) =>
      call(updateAiSettings, { body: { models: { [id]: { tier } } } }),
    done: t('save.done'),
    changes: [
      ['ai', 'models'],
      ['ai', 'settings'],
    ],
  });
  return [
    {
      key: 'model',
      head: t('models.model'),
      cell: (row) => (
        <span className="block min-w-0">
          <span className="flex min-w-0 items-center gap-2">
            <span className="truncate font-medium" title={row.title}>
              {row.title}
            </span>
            {row.isDefault && <Tag>{t('models.default')}</Tag>}
          </span>
          <span className="block truncate font-mono text-micro text-fg-3">{row.id}</span>
        </span>
      ),
    },
    {
      key: 'tools',
      head: t('models.tools'),
      width: 'w-27',
      hide: 'phone',
      cell: (row) => (
        <span className="text-fg-2" title={row.toolsCheckedBy ? t(`models.tools.by.${row.toolsCheckedBy}`) : undefined}>
          {row.embeddings
            ? t('models.embeddings')
            : t(
                row.toolsCheckedBy === null
                  ? 'models.tools.unknown'
                  : row.tools
                    ? 'models.tools.yes'
                    : 'models.tools.no',
              )}
        </span>
      ),
    },
    {
      key: 'tier',
      head: t('models.tier'),
      width: 'w-28',
      hide: 'tablet',
      cell: (row) =>
        row.tier === 'builtin' || !may.ok ? (
          <span className="text-fg-2">{t(`models.tier.${row.tier}`)}</span>
        ) : (
          <Select
            aria-label={t('models.tier.of', { model: row.title })}
            value={row.tier}
            className="h-(--control-sm)"
            onChange={(event) => setTier.mutate({ id: row.id, tier: event.target.value as 'small' | 'large' })}
          >
            <option value="small">{t('models.tier.small')}</option>
            <option value="large">{t('models.tier.large')}</option>
          </Select>
        ),
    },
    {
      key: 'health',
      head: t('models.lately'),
      width: 'w-28',
      right: true,
      hide: 'tablet',
      cell: (row) => <Lately health={health.get(row.id)} />,
    },
    {
      key: 'price',
      head: t('models.price'),
      width: 'w-36',
      right: true,
      cell: (row) => (
        <span className="block">
          <span className="block">
            {row.inputMicrosPerMillion === null
              ? t('models.price.unknown')
              : row.tier === 'builtin'
                ? t('models.price.free')
                : `${format.price(row.inputMicrosPerMillion)} · ${format.price(row.outputMicrosPerMillion ?? 0)}`}
          </span>
          {row.priceSetByCompany && <span className="block text-micro text-fg-3">{t('models.price.yours')}</span>}
        </span>
      ),
    },
    {
      key: 'do',
      head: '',
      width: 'w-26',
      right: true,
      hide: 'phone',
      cell: (row) => (
        <Button
          size="sm"
          look="ghost"
          offBecause={row.tier === 'builtin' ? t('models.price.builtin') : may.why}
          aria-label={t('models.price.of', { model: row.title })}
          onClick={() => onPrice(row)}
        >
          {t('models.price.set')}
        </Button>
      ),
    },
  ];
}

/** Success and usual duration of the last day. */
function Lately({ health }: { health: ModelHealth | undefined }) {
  const t = useText();
  const format = useFormat();
  if (!health || health.success === null) return <span className="text-fg-3">{t('models.notUsed')}</span>;
  const bad = health.breaker !== 'closed' || health.success < 0.9;
  return (
    <span title={t('models.calls', { count: health.calls })}>
      <span className={bad ? 'font-medium text-failed' : ''}>
        {health.breaker === 'open' ? t('models.breaker') : format.percent(health.success)}
      </span>{' '}
      <span className="text-fg-3">{format.duration(health.latencyMs.p50)}</span>
    </span>
  );
}
