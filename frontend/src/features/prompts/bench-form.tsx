import { Plus, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import { startBench, type BenchInput, type Prompt } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { useText } from '../../text/text.js';
import { Tag } from '../../ui/badge.js';
import { Button, IconButton } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Field, Input, Select, Textarea } from '../../ui/field.js';
import { ErrorState } from '../../ui/states.js';
import { ModelInput } from '../models/model-input.js';
import { policies } from '../models/settings.js';
import { variablesOf } from './prompt-try.js';

interface TypedInput {
  name: string;
  variables: Record<string, string>;
  contains: string;
}

/** Which models, which inputs, what an answer is held against. */
export function BenchForm({ prompt, onStarted }: { prompt: Prompt; onStarted(id: string): void }) {
  const t = useText();
  const may = useMay('ai:use');
  const [models, setModels] = useState<string[]>([]);
  const [next, setNext] = useState('');
  const [inputs, setInputs] = useState<TypedInput[]>([{ name: t('bench.input.first'), variables: {}, contains: '' }]);
  const [repeats, setRepeats] = useState(1);
  const [version, setVersion] = useState<'draft' | 'published'>(
    prompt.publishedVersion === null ? 'draft' : 'published',
  );
  const [criteria, setCriteria] = useState('');
  const chosen = next.trim() !== '' && !models.includes(next.trim()) ? [...models, next.trim()] : models;
  const start = useAct({
    run: () =>
      call(startBench, {
        params: { id: prompt.id },
        body: {
          models: chosen,
          repeats,
          ...(version === 'draft' ? { version } : {}),
          ...(criteria.trim() === '' ? {} : { judge: { criteria: criteria.trim() } }),
          inputs: inputs.map((input): BenchInput => {
            const contains = input.contains
              .split('\n')
              .map((line) => line.trim())
              .filter(Boolean);
            return {
              name: input.name.trim(),
              variables: variablesOf(prompt, input.variables),
              ...(contains.length > 0 ? { expected: { contains } } : {}),
            };
          }),
        },
      }),
    changes: [['benches']],
    quiet: true,
    onDone: (bench) => onStarted(bench.id),
  });
  const set = (index: number, part: Partial<TypedInput>) =>
    setInputs(inputs.map((each, place) => (place === index ? { ...each, ...part } : each)));
  const addModel = () => {
    setModels(chosen);
    setNext('');
  };
  const cells = chosen.length * inputs.length * repeats;
  const off =
    may.why ??
    (chosen.length === 0
      ? t('bench.noModel')
      : inputs.some(({ name }) => name.trim() === '')
        ? t('bench.noName')
        : cells > 500
          ? t('bench.tooMany')
          : null);
  return (
    <Card title={t('bench.new.title')}>
      <form
        className="grid gap-5 p-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!off) start.mutate();
        }}
      >
        <div>
          {models.length > 0 && (
            <ul aria-label={t('bench.models')} className="mb-2 flex flex-wrap gap-1.5">
              {models.map((model) => (
                <li key={model}>
                  <Tag>
                    <span className="font-mono">{model}</span>
                    <button
                      type="button"
                      aria-label={t('do.removeIt', { what: model })}
                      className="-mr-0.5 rounded-xs text-fg-3 hover:text-fg"
                      onClick={() => setModels(models.filter((each) => each !== model))}
                    >
                      <X aria-hidden className="size-3.5" strokeWidth={1.75} />
                    </button>
                  </Tag>
                </li>
              ))}
            </ul>
          )}
          <div
            className="flex items-end gap-2"
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              event.preventDefault();
              addModel();
            }}
          >
            <div className="min-w-0 flex-1">
              <ModelInput
                label={t('bench.models')}
                value={next}
                onChange={setNext}
                policies={policies}
                fits={(model) => !model.embeddings}
              />
            </div>
            <Button icon={Plus} offBecause={next.trim() === '' && t('routing.fallbacks.empty')} onClick={addModel}>
              {t('do.add')}
            </Button>
          </div>
        </div>
        <fieldset className="grid gap-3">
          <legend className="mb-1.5 font-medium">{t('bench.inputs')}</legend>
          {inputs.map((input, index) => (
            <div key={index} className="grid gap-3 rounded-md border border-line p-3">
              <div className="flex items-center gap-2">
                <Input
                  aria-label={t('bench.input.name', { n: index + 1 })}
                  value={input.name}
                  maxLength={100}
                  onChange={(event) => set(index, { name: event.target.value })}
                />
                <IconButton
                  size="sm"
                  icon={Trash2}
                  off={inputs.length === 1}
                  label={t('do.removeIt', { what: input.name })}
                  onClick={() => setInputs(inputs.filter((_, place) => place !== index))}
                />
              </div>
              {prompt.content.variables.map((variable) => (
                <Field
                  key={variable.name}
                  label={<span className="font-mono text-meta">{variable.name}</span>}
                  optional={!variable.required}
                >
                  {(link) => (
                    <Textarea
                      {...link}
                      rows={2}
                      placeholder={variable.default === undefined ? undefined : String(variable.default)}
                      value={input.variables[variable.name] ?? ''}
                      onChange={(event) =>
                        set(index, { variables: { ...input.variables, [variable.name]: event.target.value } })
                      }
                    />
                  )}
                </Field>
              ))}
              <Field label={t('bench.contains')} optional hint={t('bench.contains.hint')}>
                {(link) => (
                  <Textarea
                    {...link}
                    rows={1}
                    value={input.contains}
                    onChange={(event) => set(index, { contains: event.target.value })}
                  />
                )}
              </Field>
            </div>
          ))}
          <Button
            size="sm"
            look="ghost"
            icon={Plus}
            className="justify-self-start"
            onClick={() =>
              setInputs([...inputs, { name: `${t('bench.input')} ${inputs.length + 1}`, variables: {}, contains: '' }])
            }
          >
            {t('bench.input.add')}
          </Button>
        </fieldset>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t('workflow.version')}>
            {(link) => (
              <Select {...link} value={version} onChange={(event) => setVersion(event.target.value as typeof version)}>
                {prompt.publishedVersion !== null && (
                  <option value="published">{t('bench.published', { version: prompt.publishedVersion })}</option>
                )}
                <option value="draft">{t('bench.draft')}</option>
              </Select>
            )}
          </Field>
          <Field label={t('bench.repeats')} hint={t('bench.repeats.hint')}>
            {(link) => (
              <Input
                {...link}
                type="number"
                min={1}
                max={10}
                value={repeats}
                onChange={(event) => setRepeats(Math.min(10, Math.max(1, Number(event.target.value) || 1)))}
              />
            )}
          </Field>
        </div>
        <Field label={t('bench.judge')} optional hint={t('bench.judge.hint')}>
          {(link) => (
            <Textarea {...link} rows={2} value={criteria} onChange={(event) => setCriteria(event.target.value)} />
          )}
        </Field>
        {start.error && <ErrorState title={t('error.notDone')} error={start.error} />}
        <div className="flex items-center justify-end gap-3">
          <span className="text-fg-3 tabular-nums">{t('bench.cells', { count: cells })}</span>
          <Button look="ink" type="submit" offBecause={off} busy={start.isPending && t('bench.starting')}>
            {t('bench.start')}
          </Button>
        </div>
      </form>
    </Card>
  );
}
