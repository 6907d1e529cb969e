import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { listBenches, type BenchSummary, type Prompt } from '#libs/contracts';
import { call } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { useFormat, useText } from '../../text/text.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { cx } from '../../ui/cx.js';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.js';
import type { Status } from '../../ui/tone.js';
import { Time } from '../../ui/values.js';
import { BenchForm } from './bench-form.js';
import { BenchResult } from './bench-result.js';

const looks: Record<BenchSummary['status'], Status> = {
  running: 'running',
  finished: 'succeeded',
  cancelled: 'cancelled',
};

/** The test bench: one prompt over several models and inputs, side by side; earlier ones stay to compare with. */
export function BenchView({ prompt }: { prompt: Prompt }) {
  const t = useText();
  const format = useFormat();
  const may = useMay('ai:use');
  const [chosen, setChosen] = useState<string | 'new' | null>(null);
  const list = useQuery({
    queryKey: ['benches', prompt.id],
    queryFn: ({ signal }) => call(listBenches, { params: { id: prompt.id }, query: { limit: 50 }, signal }),
    refetchInterval: ({ state }) => (state.data?.items.some(({ status }) => status === 'running') ? 1500 : false),
  });
  if (list.error && !list.data)
    return <ErrorState title={t('bench.failed')} error={list.error} onRetry={() => void list.refetch()} />;
  const items = list.data?.items ?? [];
  const shown = chosen ?? items[0]?.id ?? 'new';
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[16rem_minmax(0,1fr)]">
      <Card
        title={t('bench.title')}
        action={
          <Button size="sm" icon={Plus} offBecause={may.why} onClick={() => setChosen('new')}>
            {t('bench.new')}
          </Button>
        }
      >
        {!list.data ? (
          <Skeleton rows={2} />
        ) : items.length === 0 ? (
          <EmptyState title={t('bench.empty')} help={t('bench.empty.help')} />
        ) : (
          <ul>
            {items.map((bench) => (
              <li key={bench.id} className="border-t border-line first:border-t-0">
                <button
                  type="button"
                  aria-current={shown === bench.id ? 'true' : undefined}
                  onClick={() => setChosen(bench.id)}
                  className={cx(
                    'grid w-full gap-0.5 px-4 py-2.5 text-left hover:bg-hover',
                    shown === bench.id && 'chosen',
                  )}
                >
                  <span className="flex items-center gap-2">
                    <Badge status={looks[bench.status]} bare>
                      {t(`bench.status.${bench.status}`)}
                    </Badge>
                    <Time at={bench.createdAt} className="ml-auto text-meta text-fg-3" />
                  </span>
                  <span className="truncate text-meta text-fg-2">
                    {bench.version === null ? t('bench.draft') : `v${bench.version}`} · {bench.models.join(', ')}
                  </span>
                  <span className="text-meta text-fg-3 tabular-nums">
                    {t('bench.progress', { done: bench.done, total: bench.total })} · {format.money(bench.costMicros)}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        )}
      </Card>
      {shown === 'new' ? <BenchForm prompt={prompt} onStarted={setChosen} /> : <BenchResult key={shown} id={shown} />}
    </div>
  );
}
