import { useQuery } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { deleteModelPrice, listModelPrices, setModelPrice, type AiModel, type ModelPrice } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useFormat, useText } from '../../text/text.js';
import { Button, IconButton } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, Input } from '../../ui/field.js';
import { ErrorState } from '../../ui/states.js';
import { Time } from '../../ui/values.js';
import { microsOf } from './dollars.js';

const rates = ['input', 'cachedInput', 'cacheWrite', 'output'] as const;
type Rate = (typeof rates)[number];
const optional = (rate: Rate) => rate === 'cachedInput' || rate === 'cacheWrite';
const shown = (micros: number | null) => (micros === null ? '' : String(micros / 1_000_000));

/** What a model costs the company, in dollars a million tokens, from now or a day on. What calls have cost stays. */
export function PriceDialog({ model, onClose }: { model: AiModel; onClose(): void }) {
  const t = useText();
  const [typed, setTyped] = useState<Record<Rate, string>>({
    input: shown(model.inputMicrosPerMillion),
    cachedInput: shown(model.cachedInputMicrosPerMillion),
    cacheWrite: shown(model.cacheWriteMicrosPerMillion),
    output: shown(model.outputMicrosPerMillion),
  });
  const [from, setFrom] = useState('');
  const [tried, setTried] = useState(false);
  const set = useAct({
    run: () =>
      call(setModelPrice, {
        body: {
          model: model.id,
          input: microsOf(typed.input)!,
          output: microsOf(typed.output)!,
          ...(typed.cachedInput === '' ? {} : { cachedInput: microsOf(typed.cachedInput)! }),
          ...(typed.cacheWrite === '' ? {} : { cacheWrite: microsOf(typed.cacheWrite)! }),
          ...(from === '' ? {} : { from: new Date(from).toISOString() }),
        },
      }),
    done: t('models.price.done', { model: model.title }),
    changes: [
      ['ai', 'models'],
      ['ai', 'prices'],
    ],
    quiet: true,
    onDone: onClose,
  });
  const errorOf = (rate: Rate) => {
    if (!tried || (optional(rate) && typed[rate] === '')) return undefined;
    return microsOf(typed[rate]) === undefined ? t('form.dollars') : undefined;
  };
  const submit = () => {
    setTried(true);
    if (rates.every((rate) => (optional(rate) && typed[rate] === '') || microsOf(typed[rate]) !== undefined))
      set.mutate();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('models.price.title', { model: model.title })}
      description={t('models.price.help')}
      actions={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="ink" type="submit" form="price" busy={set.isPending && t('save.saving')}>
            {t('models.price.set')}
          </Button>
        </>
      }
    >
      <form
        id="price"
        noValidate
        className="grid grid-cols-2 gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {rates.map((rate) => (
          <Field key={rate} label={t(`models.price.${rate}`)} optional={optional(rate)} error={errorOf(rate)}>
            {(link) => (
              <Input
                {...link}
                inputMode="decimal"
                value={typed[rate]}
                onChange={(event) => setTyped({ ...typed, [rate]: event.target.value })}
              />
            )}
          </Field>
        ))}
        <Field label={t('models.price.from')} optional hint={t('models.price.from.hint')} className="col-span-2">
          {(link) => (
            <Input {...link} type="datetime-local" value={from} onChange={(event) => setFrom(event.target.value)} />
          )}
        </Field>
        {set.error && (
          <div className="col-span-2">
            <ErrorState title={t('error.notDone')} error={set.error} />
          </div>
        )}
      </form>
      {model.priceSetByCompany && <PriceHistory model={model} />}
    </Dialog>
  );
}

/** Prices that were set, newest first; taking one back puts the one before it in force. */
function PriceHistory({ model }: { model: AiModel }) {
  const t = useText();
  const format = useFormat();
  const prices = useQuery({
    queryKey: ['ai', 'prices', model.id],
    queryFn: ({ signal }) => call(listModelPrices, { query: { model: model.id, limit: 20 }, signal }),
  });
  const take = useAct({
    run: (price: ModelPrice) => call(deleteModelPrice, { params: { id: price.id } }),
    done: t('models.price.taken'),
    changes: [
      ['ai', 'models'],
      ['ai', 'prices'],
    ],
  });
  if (!prices.data || prices.data.items.length === 0) return null;
  return (
    <section className="mt-5 border-t border-line pt-3">
      <h3 className="mb-1 font-medium">{t('models.price.history')}</h3>
      <ul>
        {prices.data.items.map((price) => (
          <li key={price.id} className="flex h-9 items-center gap-2 tabular-nums">
            <span className="min-w-0 flex-1">
              {format.price(price.input)} · {format.price(price.output)}
            </span>
            <Time at={price.from} className="text-fg-2" />
            <IconButton size="sm" icon={Trash2} label={t('models.price.take')} onClick={() => take.mutate(price)} />
          </li>
        ))}
      </ul>
    </section>
  );
}
