import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { clearAiCache, getAiCache, type AiSettings } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useFormat, useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Confirm } from '../../ui/confirm.js';
import { Field, Input, Select } from '../../ui/field.js';
import { SectionForm } from '../../forms/section-form.js';
import { useSaveSection } from './settings.js';

type Cache = AiSettings['cache'];
const spans = [3600, 21_600, 86_400, 604_800, 2_592_000];

/** Answers that are kept, so that the same question costs once; with what that saved. */
export function CacheForm({ saved, offBecause }: { saved: Cache; offBecause: string | null }) {
  const t = useText();
  const format = useFormat();
  const [draft, setDraft] = useState(saved);
  const [clearing, setClearing] = useState(false);
  const save = useSaveSection('cache');
  const figures = useQuery({
    queryKey: ['ai', 'cache'],
    queryFn: ({ signal }) => call(getAiCache, { query: {}, signal }),
  });
  const clear = useAct({
    run: () => call(clearAiCache, { query: {} }),
    done: ({ deleted }) => t('cache.cleared', { count: deleted }),
    changes: [['ai', 'cache']],
    quiet: true,
    onDone: () => setClearing(false),
  });
  const kept = figures.data;
  return (
    <SectionForm
      title={t('cache.title')}
      aside={
        kept && (
          <span className="text-fg-2 tabular-nums max-sm:hidden">
            {t('cache.saved', { money: format.money(kept.savedMicros), days: kept.days })}
          </span>
        )
      }
      saved={saved}
      draft={draft}
      onReset={() => setDraft(saved)}
      mutation={save}
      offBecause={offBecause}
    >
      <Field label={t('cache.mode')} hint={t(`cache.mode.${draft.mode}.hint`)}>
        {(link) => (
          <Select
            {...link}
            value={draft.mode}
            onChange={(event) => setDraft({ ...draft, mode: event.target.value as Cache['mode'] })}
          >
            {(['off', 'exact', 'semantic'] as const).map((mode) => (
              <option key={mode} value={mode}>
                {t(`cache.mode.${mode}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {draft.mode !== 'off' && (
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t('cache.ttl')}>
            {(link) => (
              <Select
                {...link}
                value={draft.ttlSeconds}
                onChange={(event) => setDraft({ ...draft, ttlSeconds: Number(event.target.value) })}
              >
                {[...new Set([...spans, saved.ttlSeconds])]
                  .sort((one, other) => one - other)
                  .map((seconds) => (
                    <option key={seconds} value={seconds}>
                      {format.duration(seconds * 1000)}
                    </option>
                  ))}
              </Select>
            )}
          </Field>
          {draft.mode === 'semantic' && (
            <Field label={t('cache.threshold')} hint={t('cache.threshold.hint')}>
              {(link) => (
                <Input
                  {...link}
                  type="number"
                  min={0.5}
                  max={1}
                  step={0.01}
                  value={draft.threshold}
                  onChange={(event) => setDraft({ ...draft, threshold: Number(event.target.value) })}
                />
              )}
            </Field>
          )}
        </div>
      )}
      {kept && kept.entries > 0 && (
        <div className="flex flex-wrap items-center gap-2 text-fg-2">
          <span className="mr-auto">
            {t('cache.entries', { count: kept.entries })},{' '}
            {t('cache.hits', {
              hits: format.number(kept.hits.exact + kept.hits.semantic),
              calls: format.number(kept.calls),
            })}
          </span>
          <Button size="sm" look="danger" offBecause={offBecause} onClick={() => setClearing(true)}>
            {t('cache.clear')}
          </Button>
        </div>
      )}
      {clearing && (
        <Confirm
          title={t('cache.clear.title')}
          help={t('cache.clear.help')}
          act={t('cache.clear')}
          acting={t('do.removing')}
          mutation={clear}
          onClose={() => setClearing(false)}
        />
      )}
    </SectionForm>
  );
}
