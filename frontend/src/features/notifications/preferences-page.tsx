import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import {
  getNotificationPreferences,
  setNotificationPreferences,
  watchedEvent,
  type NotificationPreferences,
  type WatchedEvent,
} from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { Page } from '../../app/page.js';
import { useTitle } from '../../app/title.js';
import { SaveBar } from '../../forms/save-bar.js';
import { same } from '../../forms/same.js';
import { useText } from '../../text/text.js';
import { Card } from '../../ui/card.js';
import { Checkbox, Field, Input, Select } from '../../ui/field.js';
import { ErrorState, Skeleton } from '../../ui/states.js';

type Way = 'in_app' | 'email';
type Choice = 'always' | 'never' | undefined;
const ways = ['in_app', 'email'] as const;
const paces = ['off', 'hourly', 'daily'] as const;
const usualQuiet = { from: '22:00', to: '07:00' };

/** How the reader wants to be told what happens. */
export function PreferencesPage() {
  const t = useText();
  useTitle(t('preferences.title'));
  const query = useQuery({
    queryKey: ['notification-preferences'],
    queryFn: ({ signal }) => call(getNotificationPreferences, { signal }),
  });
  return (
    <Page title={t('preferences.title')} narrow>
      {query.error && !query.data ? (
        <ErrorState title={t('error.title')} error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Card>{query.data ? <PreferencesForm saved={query.data} /> : <Skeleton rows={6} />}</Card>
      )}
    </Page>
  );
}

function PreferencesForm({ saved }: { saved: NotificationPreferences }) {
  const t = useText();
  const [draft, setDraft] = useState(saved);
  const set = (change: Partial<NotificationPreferences>) => setDraft({ ...draft, ...change });
  const save = useAct({
    run: () => call(setNotificationPreferences, { body: draft }),
    done: t('save.done'),
    changes: [['notification-preferences']],
    quiet: true,
  });
  const { quietHours } = draft;
  const wrongQuiet =
    quietHours !== null && quietHours.from === quietHours.to ? t('preferences.quiet.wrong') : undefined;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (wrongQuiet === undefined) save.mutate();
      }}
    >
      <Ways events={draft.events} onChange={(events) => set({ events })} />
      <div className="grid gap-4 border-t border-line p-4 sm:grid-cols-2">
        <Field label={t('preferences.digest')} hint={t('preferences.digest.hint')}>
          {(link) => (
            <Select
              {...link}
              value={draft.digest}
              onChange={(event) => set({ digest: event.target.value as NotificationPreferences['digest'] })}
            >
              {paces.map((pace) => (
                <option key={pace} value={pace}>
                  {t(`preferences.digest.${pace}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {draft.digest === 'daily' ? (
          <TimeField
            label={t('preferences.digestAt')}
            value={draft.digestAt}
            onChange={(digestAt) => set({ digestAt })}
          />
        ) : (
          <span className="max-sm:hidden" />
        )}
        <div className="sm:col-span-2">
          <Checkbox
            label={t('preferences.quiet')}
            checked={quietHours !== null}
            onChange={() => set({ quietHours: quietHours === null ? usualQuiet : null })}
          />
        </div>
        {quietHours !== null && (
          <>
            <TimeField
              label={t('preferences.quiet.from')}
              value={quietHours.from}
              onChange={(from) => set({ quietHours: { ...quietHours, from } })}
            />
            <TimeField
              label={t('preferences.quiet.to')}
              value={quietHours.to}
              error={wrongQuiet}
              onChange={(to) => set({ quietHours: { ...quietHours, to } })}
            />
          </>
        )}
        {(quietHours !== null || draft.digest === 'daily') && (
          <ZoneField value={draft.timezone} onChange={(timezone) => set({ timezone })} />
        )}
      </div>
      <SaveBar dirty={!same(draft, saved)} mutation={save} onReset={() => setDraft(saved)} />
    </form>
  );
}

/** Event by way: as the sender says, always, or never. */
function Ways({
  events,
  onChange,
}: {
  events: NotificationPreferences['events'];
  onChange(events: NotificationPreferences['events']): void;
}) {
  const t = useText();
  const choose = (event: WatchedEvent, way: Way, choice: Choice) => {
    const cell = { ...events[event], [way]: choice };
    const chosen = Object.fromEntries(Object.entries(cell).filter(([, value]) => value !== undefined));
    const rest = Object.fromEntries(Object.entries(events).filter(([name]) => name !== event));
    onChange(Object.keys(chosen).length === 0 ? rest : { ...rest, [event]: chosen });
  };
  return (
    <table className="w-full table-fixed text-left">
      <caption className="px-4 pt-4 pb-2 text-left text-meta text-fg-3">{t('preferences.help')}</caption>
      <thead>
        <tr className="text-meta text-fg-3">
          <th scope="col" className="px-4 py-1.5 font-medium max-sm:pr-2">
            {t('watchers.on')}
          </th>
          {ways.map((way) => (
            <th key={way} scope="col" className="w-28 py-1.5 pr-3 font-medium sm:w-44 sm:pr-4">
              {t(`watchers.by.${way}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {watchedEvent.options.map((event) => (
          <tr key={event} className="border-t border-line">
            <th scope="row" className="px-4 py-1.5 font-normal max-sm:pr-2">
              {t(`watchers.on.${event}`)}
            </th>
            {ways.map((way) => (
              <td key={way} className="py-1.5 pr-3 sm:pr-4">
                <Select
                  aria-label={`${t(`watchers.on.${event}`)}, ${t(`watchers.by.${way}`)}`}
                  value={events[event]?.[way] ?? ''}
                  onChange={({ target }) =>
                    choose(event, way, target.value === '' ? undefined : (target.value as Choice))
                  }
                >
                  <option value="">{t('preferences.as')}</option>
                  <option value="always">{t('preferences.always')}</option>
                  <option value="never">{t('preferences.never')}</option>
                </Select>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function TimeField({
  label,
  value,
  error,
  onChange,
}: {
  label: string;
  value: string;
  error?: string | undefined;
  onChange(value: string): void;
}) {
  return (
    <Field label={label} error={error}>
      {(link) => (
        <Input
          {...link}
          type="time"
          required
          value={value}
          onChange={(event) => event.target.value !== '' && onChange(event.target.value.slice(0, 5))}
        />
      )}
    </Field>
  );
}

function ZoneField({ value, onChange }: { value: string; onChange(zone: string): void }) {
  const t = useText();
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zones = useMemo(() => [...new Set([value, own, 'UTC', ...Intl.supportedValuesOf('timeZone')])], [value, own]);
  return (
    <Field label={t('preferences.zone')} hint={t('preferences.zone.hint')} className="sm:col-span-2">
      {(link) => (
        <Select {...link} value={value} onChange={(event) => onChange(event.target.value)}>
          {zones.map((zone) => (
            <option key={zone}>{zone}</option>
          ))}
        </Select>
      )}
    </Field>
  );
}
