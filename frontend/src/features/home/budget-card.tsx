import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { listBudgets, type Budget } from '#libs/contracts';
import { call } from '../../app/call.js';
import { useFormat, useText } from '../../text/text.js';
import { Card } from '../../ui/card.js';
import { Meter } from '../../ui/meter.js';
import { projected } from './projected.js';

/** The company's own budget: what is spent, where it is heading, what happens at the limit. */
export function BudgetCard({ now }: { now: number }) {
  const t = useText();
  const format = useFormat();
  const budgets = useQuery({
    queryKey: ['ai', 'budgets', 'home'],
    queryFn: ({ signal }) => call(listBudgets, { query: { limit: 100 }, signal }),
    refetchInterval: 30_000,
  });
  const own = budgets.data?.items
    .filter(({ scope }) => scope === 'company')
    .sort((one, other) => share(other) - share(one))[0];
  if (!own) return null;
  const limit = own.limitMicros + own.raisedMicros;
  const heading = projected(own, now);
  const tones = { ok: 'normal', warned: 'waiting', exceeded: 'failed' } as const;
  return (
    <Card
      title={
        <Link to="/administration/budgets" className="rounded-xs hover:underline">
          {own.name}
        </Link>
      }
      action={
        <span className="text-fg-2 tabular-nums">
          {t('budgets.of', { spent: format.money(own.spentMicros), limit: format.money(limit) })}
        </span>
      }
    >
      <div className="px-4 py-3.5">
        <Meter
          label={t('budgets.meter', { name: own.name })}
          share={limit === 0 ? 1 : own.spentMicros / limit}
          also={limit === 0 || heading === null ? 0 : (heading - own.spentMicros) / limit}
          mark={own.warnAt === null ? null : own.warnAt / 100}
          tone={tones[own.state]}
        />
        <p className="mt-2 text-meta text-fg-3">
          {heading !== null && own.spentMicros > 0 && `${t('home.heading', { money: format.money(heading) })} `}
          {t(`home.atLimit.${own.action}`, { model: own.degradeTo ?? '' })}
        </p>
      </div>
    </Card>
  );
}

const share = ({ spentMicros, limitMicros, raisedMicros }: Budget) =>
  spentMicros / Math.max(1, limitMicros + raisedMicros);
