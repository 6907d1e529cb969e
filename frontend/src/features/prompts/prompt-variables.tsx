import { Plus, Trash2 } from 'lucide-react';
import { variableTypes, type PromptVariable } from '#libs/contracts';
import { useText } from '../../text/text.js';
import { Button, IconButton } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Checkbox, Input, Select } from '../../ui/field.js';
import type { PromptDraft } from './prompt-draft.js';

type Variables = PromptDraft['variables'];

/** What the messages may use: `{{ name }}`. One row each. */
export function PromptVariables({
  variables,
  onChange,
}: {
  variables: Variables;
  onChange(variables: Variables): void;
}) {
  const t = useText();
  const set = (index: number, part: Partial<Variables[number]>) =>
    onChange(variables.map((each, place) => (place === index ? { ...each, ...part } : each)));
  return (
    <Card title={t('prompts.variables')} count={variables.length > 0 ? variables.length : undefined}>
      {variables.length === 0 && <p className="p-4 text-fg-3">{t('prompts.variables.none')}</p>}
      <ul>
        {variables.map((variable, index) => (
          <li
            key={index}
            className="grid grid-cols-[minmax(0,1fr)_7rem_auto] items-center gap-2 border-t border-line px-4 py-2.5 first:border-t-0 sm:grid-cols-[minmax(0,0.8fr)_6.5rem_minmax(0,1fr)_auto_auto]"
          >
            <Input
              aria-label={t('prompts.variable.name', { n: index + 1 })}
              value={variable.name}
              maxLength={64}
              className="font-mono text-meta max-sm:order-1"
              onChange={(event) => set(index, { name: event.target.value })}
            />
            <Select
              aria-label={t('prompts.variable.type', { name: variable.name })}
              value={variable.type}
              className="max-sm:order-2"
              onChange={(event) => set(index, { type: event.target.value as PromptVariable['type'] })}
            >
              {variableTypes.map((type) => (
                <option key={type} value={type}>
                  {t(`prompts.type.${type}`)}
                </option>
              ))}
            </Select>
            <Input
              aria-label={t('prompts.variable.default', { name: variable.name })}
              placeholder={t('prompts.variable.noDefault')}
              value={variable.default}
              className="max-sm:order-4 max-sm:col-span-2"
              onChange={(event) => set(index, { default: event.target.value })}
            />
            <span className="max-sm:order-5">
              <Checkbox
                label={t('prompts.variable.required')}
                checked={variable.required}
                onChange={(event) => set(index, { required: event.target.checked })}
              />
            </span>
            <span className="max-sm:order-3">
              <IconButton
                size="sm"
                icon={Trash2}
                label={t('do.removeIt', { what: variable.name })}
                onClick={() => onChange(variables.filter((_, place) => place !== index))}
              />
            </span>
          </li>
        ))}
      </ul>
      <div className="border-t border-line px-4 py-2">
        <Button
          size="sm"
          look="ghost"
          icon={Plus}
          onClick={() =>
            onChange([...variables, { name: '', type: 'string', required: true, default: '', description: '' }])
          }
        >
          {t('prompts.variable.add')}
        </Button>
      </div>
    </Card>
  );
}
