import { useQueryClient } from '@tanstack/react-query';
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { savePromptDraft, type Prompt } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { PaneBoundary } from '../../app/pane-boundary.js';
import { ApiProblem } from '../../app/problem.js';
import { useText } from '../../text/text.js';
import { Button, IconButton } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Field, Input, Select, Textarea } from '../../ui/field.js';
import { useReason } from '../../ui/states.js';
import { ModelInput } from '../models/model-input.js';
import { policies } from '../models/settings.js';
import { contentOf, draftOf, type PromptDraft } from './prompt-draft.js';
import { PromptTry } from './prompt-try.js';
import { PromptVariables } from './prompt-variables.js';
import { PromptProblems, PublishPrompt } from './publish-prompt.js';

const roles = ['system', 'user', 'assistant'] as const;

/** The draft: messages with expressions, their variables, how the model is asked. Saved under the tag it was loaded with. */
export function PromptEditor({ prompt }: { prompt: Prompt }) {
  const t = useText();
  const queries = useQueryClient();
  const may = useMay('ai:write');
  const [base, setBase] = useState(prompt);
  const [draft, setDraft] = useState<PromptDraft>(() => draftOf(prompt));
  const [publishing, setPublishing] = useState(false);
  const change = (part: Partial<PromptDraft>) => setDraft({ ...draft, ...part });
  const read = contentOf(draft, base.content);
  const dirty = JSON.stringify(draft) !== JSON.stringify(draftOf(base));
  const save = useAct({
    run: (content: Prompt['content']) =>
      call(savePromptDraft, { params: { id: prompt.id }, headers: { 'if-match': base.etag }, body: { content } }),
    done: t('save.done'),
    changes: [['prompts']],
    quiet: true,
    onDone(saved) {
      setBase(saved);
      setDraft(draftOf(saved));
      queries.setQueryData(['prompts', prompt.id], saved);
    },
  });
  const reason = useReason(save.error);
  const conflict = ApiProblem.is(save.error, 'PRECONDITION_FAILED');
  const message = (index: number, part: Partial<PromptDraft['messages'][number]>) =>
    change({ messages: draft.messages.map((each, place) => (place === index ? { ...each, ...part } : each)) });
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_18rem]">
      <form
        className="grid min-w-0 gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if ('content' in read) save.mutate(read.content);
        }}
      >
        <Card title={t('prompts.messages')}>
          <ul>
            {draft.messages.map((each, index) => (
              <li key={index} className="border-t border-line p-4 first:border-t-0">
                <div className="mb-2 flex items-center gap-2">
                  <Select
                    aria-label={t('prompts.role.of', { n: index + 1 })}
                    value={each.role}
                    className="h-(--control-sm) w-36!"
                    onChange={(event) => message(index, { role: event.target.value as (typeof roles)[number] })}
                  >
                    {roles.map((role) => (
                      <option key={role} value={role}>
                        {t(`prompts.role.${role}`)}
                      </option>
                    ))}
                  </Select>
                  <span className="ml-auto">
                    <IconButton
                      size="sm"
                      icon={Trash2}
                      off={draft.messages.length === 1}
                      label={t('prompts.message.remove', { n: index + 1 })}
                      onClick={() => change({ messages: draft.messages.filter((_, place) => place !== index) })}
                    />
                  </span>
                </div>
                <Textarea
                  aria-label={t('prompts.message', { n: index + 1 })}
                  rows={Math.min(14, Math.max(3, each.content.split('\n').length + 1))}
                  className="font-mono text-meta"
                  value={each.content}
                  onChange={(event) => message(index, { content: event.target.value })}
                />
              </li>
            ))}
          </ul>
          <div className="border-t border-line px-4 py-2">
            <Button
              size="sm"
              look="ghost"
              icon={Plus}
              onClick={() => change({ messages: [...draft.messages, { role: 'user', content: '' }] })}
            >
              {t('prompts.message.add')}
            </Button>
          </div>
        </Card>
        <PromptVariables variables={draft.variables} onChange={(variables) => change({ variables })} />
        <Card title={t('prompts.options')}>
          <div className="grid gap-4 p-4 sm:grid-cols-3">
            <div className="sm:col-span-3">
              <ModelInput
                label={t('models.model')}
                optional
                hint={t('prompts.model.hint')}
                value={draft.model}
                policies={policies}
                fits={(model) => !model.embeddings}
                onChange={(model) => change({ model })}
              />
            </div>
            <Field label={t('prompts.temperature')} optional>
              {(link) => (
                <Input
                  {...link}
                  type="number"
                  min={0}
                  max={2}
                  step={0.1}
                  value={draft.temperature}
                  onChange={(event) => change({ temperature: event.target.value })}
                />
              )}
            </Field>
            <Field label={t('prompts.maxTokens')} optional>
              {(link) => (
                <Input
                  {...link}
                  type="number"
                  min={1}
                  value={draft.maxTokens}
                  onChange={(event) => change({ maxTokens: event.target.value })}
                />
              )}
            </Field>
            <Field
              label={t('prompts.schema')}
              optional
              hint={t('prompts.schema.hint')}
              error={'wrong' in read ? t('import.notJson', { why: read.wrong }) : undefined}
              className="sm:col-span-3"
            >
              {(link) => (
                <Textarea
                  {...link}
                  rows={draft.schema === '' ? 2 : 8}
                  spellCheck={false}
                  className="font-mono text-meta"
                  value={draft.schema}
                  onChange={(event) => change({ schema: event.target.value })}
                />
              )}
            </Field>
          </div>
        </Card>
        {save.error && (
          <div
            role="alert"
            className="flex flex-wrap items-center gap-2 rounded-md bg-failed-soft px-3 py-2 text-failed"
          >
            <span className="min-w-0 flex-1">{conflict ? t('prompts.conflict') : reason}</span>
            {conflict && (
              <Button
                size="sm"
                onClick={() => {
                  // What is typed here stays; only the tag under which it is saved becomes the newest one.
                  setBase(queries.getQueryData<Prompt>(['prompts', prompt.id]) ?? base);
                  save.reset();
                }}
              >
                {t('prompts.conflict.keep')}
              </Button>
            )}
          </div>
        )}
        <PromptProblems prompt={base} stale={dirty} />
        <div className="flex flex-wrap justify-end gap-2">
          {dirty && <Button onClick={() => setDraft(draftOf(base))}>{t('save.reset')}</Button>}
          <Button
            type="submit"
            offBecause={may.why ?? (!dirty && t('save.nothing'))}
            busy={save.isPending && t('save.saving')}
          >
            {t('prompts.save')}
          </Button>
          <Button
            look="ink"
            offBecause={
              may.why ??
              (dirty
                ? t('prompts.publish.saveFirst')
                : base.problems.some(({ severity }) => severity === 'error')
                  ? t('prompts.publish.problems')
                  : !base.hasDraftChanges && base.publishedVersion !== null && t('save.nothing'))
            }
            onClick={() => setPublishing(true)}
          >
            {t('prompts.publish')}
          </Button>
        </div>
      </form>
      <PaneBoundary>
        <PromptTry prompt={base} dirty={dirty} />
      </PaneBoundary>
      {publishing && (
        <PublishPrompt
          prompt={base}
          onClose={() => setPublishing(false)}
          onDone={() =>
            setBase({ ...base, hasDraftChanges: false, publishedVersion: (base.publishedVersion ?? 0) + 1 })
          }
        />
      )}
    </div>
  );
}
