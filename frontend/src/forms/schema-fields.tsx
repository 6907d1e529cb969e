import type { ReactNode } from 'react';
import { useText } from '../text/text.js';
import { Checkbox, Field, Input, Select, Textarea, type FieldLink } from '../ui/field.js';
import type { Control, Draft, FieldProblem, FormField } from './json-schema.js';

/** The fields of a JSON schema. What is typed stays with the caller, so that an error or a pause loses nothing. */
export function SchemaFields({
  fields,
  draft,
  problems,
  onChange,
}: {
  fields: readonly FormField[];
  draft: Draft;
  problems: Record<string, FieldProblem | string>;
  onChange(name: string, value: string | boolean): void;
}) {
  const t = useText();
  return (
    <div className="grid gap-4">
      {fields.map((field) => {
        const problem = problems[field.name];
        const error =
          typeof problem === 'string'
            ? problem
            : problem &&
              t(problem.text, { min: 'min' in problem ? problem.min : 0, max: 'max' in problem ? problem.max : 0 });
        if (field.control === 'boolean')
          return (
            <div key={field.name}>
              <Checkbox
                label={field.label}
                checked={draft[field.name] === true}
                onChange={(event) => onChange(field.name, event.target.checked)}
              />
              {field.schema.description && <p className="mt-1 text-meta text-fg-3">{field.schema.description}</p>}
            </div>
          );
        const hint = field.schema.description ?? (field.control === 'json' ? t('form.jsonHint') : undefined);
        return (
          <Field key={field.name} label={field.label} optional={!field.required} hint={hint} error={error}>
            {(link) =>
              control(
                field,
                String(draft[field.name] ?? ''),
                (value) => onChange(field.name, value),
                link,
                t('form.choose'),
              )
            }
          </Field>
        );
      })}
    </div>
  );
}

const inputTypes: Partial<Record<Control, string>> = {
  date: 'date',
  datetime: 'datetime-local',
  email: 'email',
  url: 'url',
};

function control(
  field: FormField,
  value: string,
  onChange: (value: string) => void,
  link: FieldLink,
  choose: string,
): ReactNode {
  if (field.control === 'choice')
    return (
      <Select {...link} value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">{choose}</option>
        {field.schema.enum?.map((option) => (
          <option key={String(option)} value={String(option)}>
            {String(option)}
          </option>
        ))}
      </Select>
    );
  if (field.control === 'paragraph' || field.control === 'json')
    return (
      <Textarea
        {...link}
        rows={field.control === 'json' ? 6 : 4}
        spellCheck={field.control !== 'json'}
        className={field.control === 'json' ? 'font-mono text-meta' : undefined}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    );
  const number = field.control === 'number' || field.control === 'integer';
  return (
    <Input
      {...link}
      type={inputTypes[field.control] ?? 'text'}
      inputMode={number ? (field.control === 'integer' ? 'numeric' : 'decimal') : undefined}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
