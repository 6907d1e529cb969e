import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { AiSettings } from '#libs/contracts';
import { useText } from '../../text/text.js';
import { Checkbox, Field, Input } from '../../ui/field.js';
import { SectionForm } from '../../forms/section-form.js';
import { useSaveSection } from './settings.js';

type Recording = AiSettings['recording'];

/** Whether calls of models are recorded, to be replayed in dry runs and tests. */
export function RecordingForm({ saved, offBecause }: { saved: Recording; offBecause: string | null }) {
  const t = useText();
  const [draft, setDraft] = useState(saved);
  const save = useSaveSection('recording');
  const on = draft.mode === 'record';
  return (
    <SectionForm
      title={t('recordings.title')}
      help={t('recordings.help')}
      aside={
        <Link to="/administration/recordings" className="link">
          {t('recordings.show')}
        </Link>
      }
      saved={saved}
      draft={draft}
      onReset={() => setDraft(saved)}
      mutation={save}
      offBecause={offBecause}
    >
      <Checkbox
        label={t('recordings.on')}
        checked={on}
        onChange={(event) => setDraft({ ...draft, mode: event.target.checked ? 'record' : 'off' })}
      />
      {on && (
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t('recordings.set')} hint={t('recordings.set.hint')}>
            {(link) => (
              <Input
                {...link}
                value={draft.set}
                maxLength={100}
                onChange={(event) => setDraft({ ...draft, set: event.target.value })}
              />
            )}
          </Field>
          <Field label={t('recordings.keepDays')}>
            {(link) => (
              <Input
                {...link}
                type="number"
                min={1}
                max={365}
                value={draft.keepDays}
                onChange={(event) => setDraft({ ...draft, keepDays: Number(event.target.value) })}
              />
            )}
          </Field>
        </div>
      )}
    </SectionForm>
  );
}
