import { Plus, X } from 'lucide-react';
import { useId } from 'react';
import type { Tool } from '#libs/contracts';
import { useText } from '../../../text/text.js';
import { Button, IconButton } from '../../../ui/button.js';
import { Field, Input, Textarea } from '../../../ui/field.js';
import { problemAt, type ArgumentDraft, type Problems, type ToolDraft } from './agent-draft.js';

/** Bounds of what a call may be given: hosts of every address in it, and single arguments. */
export function ConstraintFields({
  tool,
  known,
  path,
  problems,
  onChange,
}: {
  tool: ToolDraft;
  known: Tool | undefined;
  path: string;
  problems: Problems;
  onChange(part: Partial<ToolDraft>): void;
}) {
  const t = useText();
  const names = useId();
  const change = (index: number, part: Partial<ArgumentDraft>) =>
    onChange({ arguments: tool.arguments.map((each, place) => (place === index ? { ...each, ...part } : each)) });
  const free = argumentsOf(known).filter((name) => !tool.arguments.some((each) => each.name === name));
  return (
    <>
      <Field
        label={t('agents.bounds.hosts')}
        optional
        hint={t('agents.bounds.hosts.hint')}
        error={problemAt(problems, `${path}.constraints.hosts`)}
      >
        {(link) => (
          <Textarea
            {...link}
            rows={2}
            spellCheck={false}
            className="font-mono text-meta"
            value={tool.hosts}
            onChange={(event) => onChange({ hosts: event.target.value })}
          />
        )}
      </Field>
      <fieldset className="grid min-w-0 gap-2">
        <legend className="mb-1.5 font-medium">{t('agents.bounds.arguments')}</legend>
        <datalist id={names}>
          {argumentsOf(known).map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        {tool.arguments.map((rule, index) => (
          <ArgumentFields
            key={index}
            rule={rule}
            names={names}
            problem={problemAt(problems, `${path}.constraints.arguments.${rule.name}`)}
            onChange={(part) => change(index, part)}
            onRemove={() => onChange({ arguments: tool.arguments.filter((_, place) => place !== index) })}
          />
        ))}
        <div>
          <Button
            size="sm"
            icon={Plus}
            onClick={() =>
              onChange({
                arguments: [...tool.arguments, { name: free[0] ?? '', values: '', pattern: '', min: '', max: '' }],
              })
            }
          >
            {t('agents.bounds.add')}
          </Button>
        </div>
      </fieldset>
    </>
  );
}

function ArgumentFields({
  rule,
  names,
  problem,
  onChange,
  onRemove,
}: {
  rule: ArgumentDraft;
  names: string;
  problem: string | undefined;
  onChange(part: Partial<ArgumentDraft>): void;
  onRemove(): void;
}) {
  const t = useText();
  const input = (field: 'pattern' | 'min' | 'max') => (
    <Field label={t(`agents.bounds.${field}`)} optional>
      {(link) => (
        <Input
          {...link}
          spellCheck={false}
          inputMode={field === 'pattern' ? undefined : 'decimal'}
          className="font-mono text-meta"
          value={rule[field]}
          onChange={(event) => onChange({ [field]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <div className="grid gap-3 rounded-md border border-line bg-surface p-3">
      <div className="flex items-end gap-2">
        <Field label={t('agents.bounds.argument')} className="flex-1" error={problem}>
          {(link) => (
            <Input
              {...link}
              list={names}
              spellCheck={false}
              autoComplete="off"
              className="font-mono text-meta"
              value={rule.name}
              onChange={(event) => onChange({ name: event.target.value })}
            />
          )}
        </Field>
        <IconButton icon={X} label={t('agents.bounds.remove', { name: rule.name })} onClick={onRemove} />
      </div>
      <Field label={t('agents.bounds.values')} optional hint={t('agents.bounds.values.hint')}>
        {(link) => (
          <Textarea
            {...link}
            rows={2}
            spellCheck={false}
            className="font-mono text-meta"
            value={rule.values}
            onChange={(event) => onChange({ values: event.target.value })}
          />
        )}
      </Field>
      <div className="grid gap-3 sm:grid-cols-[minmax(0,1fr)_7rem_7rem]">
        {input('pattern')}
        {input('min')}
        {input('max')}
      </div>
    </div>
  );
}

/** Arguments that the tool takes, by its schema. */
function argumentsOf(tool: Tool | undefined): string[] {
  const properties = tool?.inputSchema['properties'];
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
}
