import { Play } from 'lucide-react';
import { useState } from 'react';
import { renderPrompt, runPrompt, type Prompt } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { useFormat, useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Code } from '../../ui/code.js';
import { Field, Textarea } from '../../ui/field.js';
import { JsonTree } from '../../ui/json-tree.js';
import { ErrorState } from '../../ui/states.js';
import { valueOf } from './prompt-draft.js';

/** The values of variables as they are typed, for a try or a bench. Those left empty take their default. */
export function variablesOf(prompt: Prompt, typed: Record<string, string>): Record<string, unknown> {
  return Object.fromEntries(
    prompt.content.variables.flatMap(({ name, type }) => {
      const text = typed[name] ?? '';
      return text === '' ? [] : [[name, valueOf(type, text) ?? text]];
    }),
  );
}

/** The saved draft with values of one's own: what the model would see, and what it answers. */
export function PromptTry({ prompt, dirty }: { prompt: Prompt; dirty: boolean }) {
  const t = useText();
  const format = useFormat();
  const may = useMay('ai:use');
  const [typed, setTyped] = useState<Record<string, string>>({});
  const body = () => ({ variables: variablesOf(prompt, typed), version: 'draft' as const });
  const render = useAct({
    run: () => call(renderPrompt, { params: { id: prompt.id }, body: body() }),
    changes: [],
    quiet: true,
  });
  const ask = useAct({
    run: () => call(runPrompt, { params: { id: prompt.id }, body: body() }),
    changes: [],
    quiet: true,
  });
  const error = ask.error ?? render.error;
  return (
    <Card title={t('prompts.try')}>
      <form
        className="grid gap-4 p-4"
        onSubmit={(event) => {
          event.preventDefault();
          render.reset();
          ask.mutate();
        }}
      >
        {prompt.content.variables.map((variable) => (
          <Field
            key={variable.name}
            label={<span className="font-mono text-meta">{variable.name}</span>}
            optional={!variable.required}
            hint={variable.description || undefined}
          >
            {(link) => (
              <Textarea
                {...link}
                rows={2}
                placeholder={variable.default === undefined ? undefined : String(variable.default)}
                value={typed[variable.name] ?? ''}
                onChange={(event) => setTyped({ ...typed, [variable.name]: event.target.value })}
              />
            )}
          </Field>
        ))}
        {dirty && <p className="text-meta text-waiting">{t('prompts.try.saved')}</p>}
        <div className="flex flex-wrap gap-2">
          <Button icon={Play} type="submit" offBecause={may.why} busy={ask.isPending && t('prompts.asking')}>
            {t('prompts.ask')}
          </Button>
          <Button
            look="ghost"
            offBecause={may.why}
            busy={render.isPending && t('prompts.rendering')}
            onClick={() => {
              ask.reset();
              render.mutate();
            }}
          >
            {t('prompts.render')}
          </Button>
        </div>
        {error && <ErrorState title={t('error.notDone')} error={error} />}
        {render.data && (
          <div role="status" className="grid gap-2">
            {render.data.messages.map((message, index) => (
              <div key={index}>
                <p className="text-meta text-fg-3">{t(`prompts.role.${message.role as 'user'}`)}</p>
                <Code label={t(`prompts.role.${message.role as 'user'}`)}>
                  {typeof message.content === 'string' ? message.content : JSON.stringify(message.content, null, 2)}
                </Code>
              </div>
            ))}
          </div>
        )}
        {ask.data && (
          <div role="status" className="grid gap-2">
            {ask.data.data === undefined ? (
              <p className="text-read break-words whitespace-pre-wrap">{ask.data.text}</p>
            ) : (
              <JsonTree value={ask.data.data} />
            )}
            <p className="text-meta text-fg-3">
              <span className="font-mono">{ask.data.usage.model}</span> · {format.tokens(ask.data.usage)} ·{' '}
              {format.money(ask.data.usage.costMicros)}
            </p>
          </div>
        )}
      </form>
    </Card>
  );
}
