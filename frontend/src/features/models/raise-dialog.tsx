import { useState } from 'react';
import { raiseBudget, type Budget } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useFormat, useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, Input } from '../../ui/field.js';
import { ErrorState } from '../../ui/states.js';
import { microsOf } from './dollars.js';

/** More money once, for this period alone. A budget of each run asks for the run that is meant. */
export function RaiseDialog({ budget, onClose }: { budget: Budget; onClose(): void }) {
  const t = useText();
  const format = useFormat();
  const [amount, setAmount] = useState('');
  const [run, setRun] = useState('');
  const [tried, setTried] = useState(false);
  const micros = microsOf(amount);
  const ofRun = budget.scope === 'run';
  const raise = useAct({
    run: () =>
      call(raiseBudget, {
        params: { id: budget.id },
        body: { micros: micros!, ...(ofRun ? { runId: run.trim() } : {}) },
      }),
    done: t('budgets.raised', { name: budget.name, amount: format.money(micros ?? 0) }),
    changes: [['ai', 'budgets']],
    quiet: true,
    onDone: onClose,
  });
  const good = micros !== undefined && micros > 0 && (!ofRun || run.trim() !== '');
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('budgets.raise.title', { name: budget.name })}
      description={t(ofRun ? 'budgets.raise.run.help' : 'budgets.raise.help')}
      actions={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="ink" type="submit" form="raise" busy={raise.isPending && t('budgets.raising')}>
            {t('budgets.raise')}
          </Button>
        </>
      }
    >
      <form
        id="raise"
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (good) raise.mutate();
        }}
      >
        <Field
          label={t('budgets.raise.amount')}
          error={tried && !(micros !== undefined && micros > 0) ? t('form.dollars') : undefined}
        >
          {(link) => (
            <Input {...link} inputMode="decimal" value={amount} onChange={(event) => setAmount(event.target.value)} />
          )}
        </Field>
        {ofRun && (
          <Field label={t('budgets.raise.run')} error={tried && run.trim() === '' ? t('form.required') : undefined}>
            {(link) => (
              <Input {...link} className="font-mono" value={run} onChange={(event) => setRun(event.target.value)} />
            )}
          </Field>
        )}
        {raise.error && <ErrorState title={t('error.notDone')} error={raise.error} />}
      </form>
    </Dialog>
  );
}
