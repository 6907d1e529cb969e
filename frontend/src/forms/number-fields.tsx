import { useState, type ReactNode } from 'react';
import { useText } from '../text/text.js';
import { Field, Input } from '../ui/field.js';
import { SectionForm } from './section-form.js';

/** One whole number of a form. */
export interface NumberSpec {
  label: string;
  hint: string;
  min: number;
  max: number;
  /** What an empty field means, for one that may be empty (null). */
  none?: string;
}

type Numbers<Name extends string> = Record<Name, number | null>;

/** A section of whole numbers with bounds. A field that is empty is null where that means something; else it is missing. */
export function NumberSection<Name extends string>({
  title,
  help,
  saved,
  fields,
  check,
  mutation,
  offBecause,
  className = 'grid gap-4',
}: {
  title: string;
  help?: ReactNode;
  saved: Numbers<Name>;
  fields: Readonly<Record<Name, NumberSpec>>;
  /** What else is wrong with a field, for numbers that depend on each other. */
  check?(draft: Numbers<Name>): Partial<Record<Name, string>>;
  mutation: { mutate(value: Numbers<Name>): void; isPending: boolean; error: unknown };
  offBecause: string | null;
  className?: string;
}) {
  const t = useText();
  const names = Object.keys(fields) as Name[];
  const start = () => mapped(names, (name) => String(saved[name] ?? ''));
  const [typed, setTyped] = useState<Record<Name, string>>(start);
  const draft = mapped(names, (name) => (typed[name].trim() === '' ? null : Number(typed[name])));
  const others = check?.(draft) ?? {};
  const errorOf = (name: Name): string | undefined => {
    const { min, max, none } = fields[name];
    const value = draft[name];
    if (value === null) return none === undefined ? t('form.required') : undefined;
    if (!Number.isInteger(value)) return t('form.integer');
    if (value < min) return t('form.min', { min });
    return value > max ? t('form.max', { max }) : (others as Partial<Record<Name, string>>)[name];
  };
  return (
    <SectionForm
      title={title}
      help={help}
      saved={saved}
      draft={draft}
      onReset={() => setTyped(start())}
      mutation={mutation}
      offBecause={offBecause}
      wrong={names.some((name) => errorOf(name) !== undefined)}
    >
      <div className={className}>
        {names.map((name) => (
          <Field
            key={name}
            label={fields[name].label}
            hint={fields[name].hint}
            optional={fields[name].none !== undefined}
            error={errorOf(name)}
          >
            {(link) => (
              <Input
                {...link}
                inputMode="numeric"
                value={typed[name]}
                placeholder={fields[name].none}
                onChange={(event) => setTyped({ ...typed, [name]: event.target.value })}
              />
            )}
          </Field>
        ))}
      </div>
    </SectionForm>
  );
}

const mapped = <Name extends string, Value>(names: readonly Name[], of: (name: Name) => Value) =>
  Object.fromEntries(names.map((name) => [name, of(name)])) as Record<Name, Value>;
