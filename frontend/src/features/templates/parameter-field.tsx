import { useMemo } from 'react';
import type { TemplateParameter } from '#libs/contracts';
import { PeopleInput } from '../../app/people-input.js';
import { Field, Input, Select } from '../../ui/field.js';
import { ModelInput } from '../models/model-input.js';

/** One thing that a template asks. */
export function ParameterField({
  parameter,
  label,
  value,
  error,
  onChange,
}: {
  parameter: TemplateParameter;
  label: string;
  value: unknown;
  error: string | undefined;
  onChange(value: unknown): void;
}) {
  const zones = useMemo(
    () =>
      parameter.type === 'timezone' ? [...new Set([String(value), 'UTC', ...Intl.supportedValuesOf('timeZone')])] : [],
    [parameter.type, value],
  );
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  if (parameter.type === 'model')
    return <ModelInput label={label} optional value={text} {...(error ? { error } : {})} onChange={onChange} />;
  return (
    <Field label={label} optional={!parameter.required && parameter.default === null} error={error}>
      {(link) =>
        parameter.type === 'people' ? (
          <PeopleInput {...link} label={label} items={Array.isArray(value) ? value : []} onChange={onChange} />
        ) : parameter.type === 'timezone' ? (
          <Select {...link} value={text} onChange={(event) => onChange(event.target.value)}>
            {zones.map((zone) => (
              <option key={zone}>{zone}</option>
            ))}
          </Select>
        ) : (
          <Input
            {...link}
            type={inputs[parameter.type] ?? 'text'}
            value={text}
            onChange={(event) =>
              onChange(
                parameter.type === 'number' && event.target.value !== ''
                  ? Number(event.target.value)
                  : event.target.value,
              )
            }
          />
        )
      }
    </Field>
  );
}

const inputs: Partial<Record<TemplateParameter['type'], string>> = { number: 'number', time: 'time', url: 'url' };
