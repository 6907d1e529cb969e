import { Pencil, Wallet, Plus, Trash2, TrendingUp } from 'lucide-react';
import { useState } from 'react';
import { deleteBudget, listBudgets, type Budget } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { ListBody } from '../../app/list-body.js';
import { useMay } from '../../app/may.js';
import { useNames } from '../../app/names.js';
import { Page } from '../../app/page.js';
import { useList } from '../../app/queries.js';
import { useTitle } from '../../app/title.js';
import { useFormat, useText } from '../../text/text.js';
import { Badge } from '../../ui/badge.js';
import { Button, IconButton } from '../../ui/button.js';
import { Confirm } from '../../ui/confirm.js';
import { Meter } from '../../ui/meter.js';
import { EmptyState } from '../../ui/states.js';
import { BudgetDialog } from './budget-dialog.js';
import { RaiseDialog } from './raise-dialog.js';

/** What model calls may cost, what of it is spent, and what happens at the limit. */
export function BudgetsPage() {
  const t = useText();
  const format = useFormat();
  const may = useMay('ai:admin');
  const [open, setOpen] = useState<{ what: 'new' } | { what: 'change' | 'raise' | 'remove'; budget: Budget } | null>(
    null,
  );
  const list = useList(['ai', 'budgets'], listBudgets, { refetch: () => 15_000 });
  const names = useNames();
  useTitle(t('budgets.title'));
  const close = () => setOpen(null);
  return (
    <Page
      title={t('budgets.title')}
      aside={list.items && !list.more.more ? format.number(list.items.length) : undefined}
      actions={
        <Button look="ink" icon={Plus} offBecause={may.why} onClick={() => setOpen({ what: 'new' })}>
          {t('budgets.new')}
        </Button>
      }
    >
      <ListBody
        list={list}
        tall
        failed={t('budgets.failed')}
        empty={
          <EmptyState
            title={t('budgets.empty')}
            help={t('budgets.empty.help')}
            action={
              <Button icon={Wallet} offBecause={may.why} onClick={() => setOpen({ what: 'new' })}>
                {t('budgets.new')}
              </Button>
            }
          />
        }
      >
        {(items) => (
          <ul aria-label={t('budgets.title')}>
            {items.map((budget) => (
              <BudgetRow
                key={budget.id}
                budget={budget}
                about={budget.scopeId === null ? null : (names.get(budget.scopeId) ?? budget.scopeId)}
                off={may.why}
                onDo={(what) => setOpen({ what, budget })}
              />
            ))}
          </ul>
        )}
      </ListBody>
      {open?.what === 'new' && <BudgetDialog names={names} onClose={close} />}
      {open?.what === 'change' && <BudgetDialog budget={open.budget} names={names} onClose={close} />}
      {open?.what === 'raise' && <RaiseDialog budget={open.budget} onClose={close} />}
      {open?.what === 'remove' && <RemoveBudget budget={open.budget} onClose={close} />}
    </Page>
  );
}

function BudgetRow({
  budget,
  about,
  off,
  onDo,
}: {
  budget: Budget;
  about: string | null;
  off: string | null;
  onDo(what: 'change' | 'raise' | 'remove'): void;
}) {
  const t = useText();
  const format = useFormat();
  const limit = budget.limitMicros + budget.raisedMicros;
  const share = limit === 0 ? 1 : budget.spentMicros / limit;
  const tones = { ok: 'normal', warned: 'waiting', exceeded: 'failed' } as const;
  const scope = t(about === null ? `budgets.scope.${budget.scope}` : `budgets.scope.${budget.scope}.of`, {
    name: about ?? '',
  });
  return (
    <li className="grid gap-x-6 gap-y-2 border-t border-line px-4 py-3 first:border-t-0 sm:grid-cols-[minmax(0,1fr)_18rem_auto] sm:items-center">
      <div className="min-w-0">
        <p className="flex items-center gap-2">
          <span className="truncate font-medium" title={budget.name}>
            {budget.name}
          </span>
          {budget.state !== 'ok' && (
            <Badge status={budget.state === 'warned' ? 'waiting' : 'failed'}>
              {t(`budgets.state.${budget.state}`)}
            </Badge>
          )}
        </p>
        <p className="text-meta text-fg-3">
          {scope} · {t(`budgets.period.${budget.period}`)} · {t(`budgets.action.${budget.action}`)}
          {budget.degradeTo && ` ${budget.degradeTo}`}
        </p>
      </div>
      <div>
        <p className="mb-1.5 flex items-baseline justify-between gap-2 tabular-nums">
          <span>{t('budgets.of', { spent: format.money(budget.spentMicros), limit: format.money(limit) })}</span>
          <span className="text-meta text-fg-3">
            {budget.resetsAt ? t('budgets.resets', { when: format.until(budget.resetsAt) }) : format.percent(share)}
          </span>
        </p>
        <Meter
          label={t('budgets.meter', { name: budget.name })}
          share={share}
          also={limit === 0 ? 0 : budget.reservedMicros / limit}
          mark={budget.warnAt === null ? null : budget.warnAt / 100}
          tone={tones[budget.state]}
        />
      </div>
      <div className="flex gap-1 sm:justify-self-end">
        <IconButton
          size="sm"
          icon={TrendingUp}
          off={off !== null}
          label={off ?? t('budgets.raise.of', { name: budget.name })}
          onClick={() => onDo('raise')}
        />
        <IconButton
          size="sm"
          icon={Pencil}
          off={off !== null}
          label={off ?? t('do.changeIt', { what: budget.name })}
          onClick={() => onDo('change')}
        />
        <IconButton
          size="sm"
          icon={Trash2}
          off={off !== null}
          label={off ?? t('do.removeIt', { what: budget.name })}
          onClick={() => onDo('remove')}
        />
      </div>
    </li>
  );
}

function RemoveBudget({ budget, onClose }: { budget: Budget; onClose(): void }) {
  const t = useText();
  const remove = useAct({
    run: () => call(deleteBudget, { params: { id: budget.id } }),
    done: t('budgets.removed', { name: budget.name }),
    changes: [['ai', 'budgets']],
    quiet: true,
    onDone: onClose,
  });
  return (
    <Confirm
      title={t('budgets.remove.title', { name: budget.name })}
      help={t('budgets.remove.help')}
      act={t('budgets.remove')}
      acting={t('do.removing')}
      mutation={remove}
      onClose={onClose}
    />
  );
}
