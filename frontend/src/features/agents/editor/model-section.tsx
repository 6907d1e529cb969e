import { useText } from '../../../text/text.js';
import { Card } from '../../../ui/card.js';
import { Field, Input } from '../../../ui/field.js';
import { ModelInput } from '../../models/model-input.js';
import { policies } from '../../models/settings.js';
import { problemAt } from './agent-draft.js';
import { ModelVerdict } from './model-verdict.js';
import type { SectionProps } from './section.js';

/** Which model answers, from where, and how it is asked. */
export function ModelSection({ draft, problems, change }: SectionProps) {
  const t = useText();
  const elsewhere = draft.endpoint.trim() !== '';
  const number = (name: 'temperature' | 'maxTokens', label: string, hint: string) => (
    <Field label={label} optional hint={hint} error={problemAt(problems, `parameters.${name}`)}>
      {(link) => (
        <Input
          {...link}
          inputMode="decimal"
          value={draft[name]}
          onChange={(event) => change({ [name]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <Card title={t('agents.model')}>
      <div className="grid gap-4 p-4">
        <div>
          <ModelInput
            label={t('agents.model')}
            hint={t(elsewhere ? 'agents.model.elsewhere' : 'agents.model.hint')}
            error={problemAt(problems, 'model')}
            value={draft.model}
            policies={elsewhere ? [] : policies}
            fits={(model) => !elsewhere && !model.embeddings}
            onChange={(model) => change({ model })}
          />
          {!elsewhere && (
            <ModelVerdict
              model={draft.model.trim()}
              needsTools={draft.tools.length > 0}
              refused={problemAt(problems, 'model') !== undefined}
              onChoose={(model) => change({ model })}
            />
          )}
        </div>
        <div className="grid gap-4 sm:grid-cols-2">
          {number('temperature', t('agents.temperature'), t('agents.temperature.hint'))}
          {number('maxTokens', t('agents.maxTokens'), t('agents.maxTokens.hint'))}
        </div>
        <Field
          label={t('agents.endpoint')}
          optional
          hint={t('agents.endpoint.hint')}
          error={problemAt(problems, 'endpoint')}
        >
          {(link) => (
            <Input
              {...link}
              type="url"
              spellCheck={false}
              className="font-mono text-meta"
              value={draft.endpoint}
              maxLength={2000}
              onChange={(event) => change({ endpoint: event.target.value })}
            />
          )}
        </Field>
      </div>
    </Card>
  );
}
