import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react';
import { useState } from 'react';
import type { AiModel, AiSettings } from '#libs/contracts';
import { useFormat, useText } from '../../text/text.js';
import { Button, IconButton } from '../../ui/button.js';
import { Field, Input } from '../../ui/field.js';
import { ModelInput } from './model-input.js';
import { SectionForm } from '../../forms/section-form.js';
import { policies, useSaveSection } from './settings.js';

type Routing = AiSettings['routing'];
const answers = (model: AiModel) => !model.embeddings;

/** What the names `default`, `small-first` … stand for, and who helps out. */
export function RoutingForm({ saved, offBecause }: { saved: Routing; offBecause: string | null }) {
  const t = useText();
  const format = useFormat();
  const [draft, setDraft] = useState(saved);
  const save = useSaveSection('routing');
  const choose = (field: 'defaultModel' | 'smallModel' | 'largeModel' | 'embeddingModel') => ({
    label: t(`routing.${field}`),
    hint: t(`routing.${field}.hint`),
    optional: true,
    value: draft[field] ?? '',
    onChange: (value: string) => setDraft({ ...draft, [field]: value === '' ? undefined : value }),
  });
  const share = draft.leastConfidence;
  return (
    <SectionForm
      title={t('routing.models')}
      help={t('routing.models.help')}
      saved={saved}
      draft={draft}
      onReset={() => setDraft(saved)}
      mutation={save}
      offBecause={offBecause}
      wrong={Number.isNaN(share)}
    >
      <ModelInput
        {...choose('defaultModel')}
        policies={policies.filter((policy) => policy !== 'default')}
        fits={answers}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <ModelInput {...choose('smallModel')} fits={answers} />
        <ModelInput {...choose('largeModel')} fits={answers} />
      </div>
      <ModelInput {...choose('embeddingModel')} fits={(model) => model.embeddings} />
      <Fallbacks chain={draft.fallbacks} onChange={(fallbacks) => setDraft({ ...draft, fallbacks })} />
      <Field
        label={t('routing.confidence')}
        hint={t('routing.confidence.hint', { share: format.percent(Number.isNaN(share) ? 0 : share) })}
      >
        {(link) => (
          <Input
            {...link}
            type="range"
            min={0}
            max={1}
            step={0.05}
            className="border-0 bg-transparent px-0 accent-(--accent)"
            value={share}
            onChange={(event) => setDraft({ ...draft, leastConfidence: Number(event.target.value) })}
          />
        )}
      </Field>
    </SectionForm>
  );
}

/** Models that are tried in turn when the chosen one does not answer. */
function Fallbacks({ chain, onChange }: { chain: string[]; onChange(chain: string[]): void }) {
  const t = useText();
  const [next, setNext] = useState('');
  const swap = (one: number, other: number) => {
    const changed = [...chain];
    [changed[one], changed[other]] = [changed[other]!, changed[one]!];
    onChange(changed);
  };
  const add = () => {
    const name = next.trim();
    if (name === '' || chain.includes(name)) return;
    onChange([...chain, name]);
    setNext('');
  };
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 font-medium">{t('routing.fallbacks')}</legend>
      {chain.length === 0 ? (
        <p className="mb-2 text-fg-3">{t('routing.fallbacks.none')}</p>
      ) : (
        <ol className="mb-2 rounded-sm border border-line">
          {chain.map((model, index) => (
            <li key={model} className="flex h-10 items-center gap-2 border-t border-line pr-1 pl-3 first:border-t-0">
              <span className="text-fg-3 tabular-nums">{index + 1}</span>
              <span className="min-w-0 flex-1 truncate font-mono text-meta">{model}</span>
              <IconButton
                size="sm"
                icon={ArrowUp}
                off={index === 0}
                label={t('do.moveUp', { what: model })}
                onClick={() => swap(index, index - 1)}
              />
              <IconButton
                size="sm"
                icon={ArrowDown}
                off={index === chain.length - 1}
                label={t('do.moveDown', { what: model })}
                onClick={() => swap(index, index + 1)}
              />
              <IconButton
                size="sm"
                icon={X}
                label={t('do.removeIt', { what: model })}
                onClick={() => onChange(chain.filter((each) => each !== model))}
              />
            </li>
          ))}
        </ol>
      )}
      {chain.length < 10 && (
        <div
          className="flex items-end gap-2"
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            add();
          }}
        >
          <div className="min-w-0 flex-1">
            <ModelInput
              label={t('routing.fallbacks.next')}
              value={next}
              onChange={setNext}
              fits={answers}
              policies={policies}
            />
          </div>
          <Button icon={Plus} onClick={add} offBecause={next.trim() === '' && t('routing.fallbacks.empty')}>
            {t('do.add')}
          </Button>
        </div>
      )}
    </fieldset>
  );
}
