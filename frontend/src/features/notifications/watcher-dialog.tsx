import { useState } from 'react';
import { createWatcher, listChannels, updateWatcher, watchedEvent, type Watcher } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { PeopleInput } from '../../app/people-input.js';
import { ApiProblem } from '../../app/problem.js';
import { useList } from '../../app/queries.js';
import { useFormat, useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Checkbox, Field, Input, Select } from '../../ui/field.js';
import { ErrorState } from '../../ui/states.js';

const throttles = [0, 300_000, 900_000, 3_600_000, 21_600_000, 86_400_000] as const;
const minuteMs = 60_000;

/** A rule: when this happens, these are told. */
export function WatcherDialog({ watcher, onClose }: { watcher?: Watcher; onClose(): void }) {
  const t = useText();
  const format = useFormat();
  const [draft, setDraft] = useState({
    name: watcher?.name ?? '',
    on: watcher?.on ?? ('run.failed' as Watcher['on']),
    filter: watcher?.filter ?? '',
    olderThan: String((watcher?.olderThanMs ?? 5 * minuteMs) / minuteMs),
    to: watcher?.to ?? ['role:admin'],
    by: watcher?.by ?? (['in_app'] as Watcher['by']),
    channelIds: watcher?.channelIds ?? [],
    throttleMs: watcher?.throttleMs ?? 0,
  });
  const [tried, setTried] = useState(false);
  const channels = useList(['channels'], listChannels);
  const rooms = (channels.items ?? []).filter(({ kind }) => kind !== 'email' && kind !== 'sendgrid');
  const { olderThan, filter, ...same } = draft;
  const olderThanMs = Math.round(Number(olderThan) * minuteMs);
  const body = { ...same, name: draft.name.trim(), filter: filter.trim() || null, olderThanMs };
  const save = useAct({
    run: () =>
      watcher ? call(updateWatcher, { params: { id: watcher.id }, body }) : call(createWatcher, { body: { ...body } }),
    done: t('save.done'),
    changes: [['watchers']],
    quiet: true,
    onDone: onClose,
  });
  const issues = ApiProblem.is(save.error) ? save.error.issues : [];
  const issue = (field: string) => issues.find(({ path }) => path === field || path.startsWith(`${field}.`))?.message;
  const queue = draft.on === 'queue.aged';
  const wrong = {
    name: body.name === '' ? t('form.required') : issue('name'),
    olderThanMs: queue && !(olderThanMs >= 1000) ? t('watchers.olderThan.wrong') : issue('olderThanMs'),
    filter: issue('filter'),
    to: draft.to.length + draft.channelIds.length === 0 ? t('watchers.nobody') : issue('to'),
    channelIds: issue('channelIds'),
  };
  const shown = (field: keyof typeof wrong) => (tried ? wrong[field] : undefined);
  const set = (change: Partial<typeof draft>) => {
    save.reset();
    setDraft({ ...draft, ...change });
  };
  const toggled = <T extends string>(list: readonly T[], item: T) =>
    list.includes(item) ? list.filter((each) => each !== item) : [...list, item];
  return (
    <Dialog
      open
      onClose={onClose}
      title={watcher ? t('watchers.change.title', { name: watcher.name }) : t('watchers.new.title')}
      description={t('watchers.dialog.help')}
      actions={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="ink" type="submit" form="watcher" busy={save.isPending && t('save.saving')}>
            {t(watcher ? 'save.do' : 'watchers.create')}
          </Button>
        </>
      }
    >
      <form
        id="watcher"
        noValidate
        className="grid gap-4 sm:grid-cols-2"
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (Object.values(wrong).every((each) => each === undefined)) save.mutate();
        }}
      >
        <Field label={t('watchers.name')} error={shown('name')} className="sm:col-span-2">
          {(link) => (
            <Input
              {...link}
              value={draft.name}
              maxLength={100}
              onChange={(event) => set({ name: event.target.value })}
            />
          )}
        </Field>
        <Field
          label={t('watchers.on')}
          hint={draft.on === 'budget.warned' ? t('watchers.on.hint.budget.warned') : undefined}
          className={queue ? undefined : 'sm:col-span-2'}
        >
          {(link) => (
            <Select {...link} value={draft.on} onChange={(event) => set({ on: event.target.value as Watcher['on'] })}>
              {watchedEvent.options.map((on) => (
                <option key={on} value={on}>
                  {t(`watchers.on.${on}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {queue && (
          <Field label={t('watchers.olderThan')} error={shown('olderThanMs')}>
            {(link) => (
              <Input
                {...link}
                inputMode="decimal"
                value={olderThan}
                onChange={(event) => set({ olderThan: event.target.value })}
              />
            )}
          </Field>
        )}
        <Field
          label={t('watchers.filter')}
          optional
          hint={t('watchers.filter.hint')}
          error={shown('filter')}
          className="sm:col-span-2"
        >
          {(link) => (
            <Input
              {...link}
              className="font-mono"
              spellCheck={false}
              autoComplete="off"
              value={filter}
              maxLength={2000}
              onChange={(event) => set({ filter: event.target.value })}
            />
          )}
        </Field>
        <Field label={t('watchers.to')} error={shown('to')} className="sm:col-span-2">
          {(link) => (
            <PeopleInput
              id={link.id}
              describedBy={link['aria-describedby']}
              items={draft.to}
              onChange={(to) => set({ to: to as string[] })}
            />
          )}
        </Field>
        {draft.to.length > 0 && (
          <fieldset className="flex flex-wrap gap-x-5 gap-y-2 sm:col-span-2">
            <legend className="mb-1.5 font-medium">{t('watchers.by')}</legend>
            {(['in_app', 'email'] as const).map((way) => (
              <Checkbox
                key={way}
                label={t(`watchers.by.${way}`)}
                checked={draft.by.includes(way)}
                // One way must stay.
                disabled={draft.by.length === 1 && draft.by.includes(way)}
                onChange={() => set({ by: toggled(draft.by, way) })}
              />
            ))}
          </fieldset>
        )}
        <fieldset className="flex flex-wrap gap-x-5 gap-y-2 sm:col-span-2">
          <legend className="mb-1.5 font-medium">{t('watchers.channels')}</legend>
          {rooms.length === 0 && <p className="text-meta text-fg-3">{t('watchers.channels.none')}</p>}
          {rooms.map(({ id, name }) => (
            <Checkbox
              key={id}
              label={name}
              checked={draft.channelIds.includes(id)}
              onChange={() => set({ channelIds: toggled(draft.channelIds, id) })}
            />
          ))}
          {shown('channelIds') && <p className="text-meta text-failed">{wrong.channelIds}</p>}
        </fieldset>
        <Field label={t('watchers.throttle')} hint={t('watchers.throttle.hint')} className="sm:col-span-2">
          {(link) => (
            <Select
              {...link}
              value={draft.throttleMs}
              onChange={(event) => set({ throttleMs: Number(event.target.value) })}
            >
              {throttles.map((ms) => (
                <option key={ms} value={ms}>
                  {t(`watchers.throttle.${ms}`)}
                </option>
              ))}
              {!(throttles as readonly number[]).includes(draft.throttleMs) && (
                <option value={draft.throttleMs}>
                  {t('watchers.throttle.other', { time: format.duration(draft.throttleMs) })}
                </option>
              )}
            </Select>
          )}
        </Field>
        {save.error && issues.length === 0 && (
          <div className="sm:col-span-2">
            <ErrorState title={t('error.notDone')} error={save.error} />
          </div>
        )}
      </form>
    </Dialog>
  );
}
