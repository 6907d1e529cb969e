import type { CredentialKind } from '#libs/contracts';
import type { TextKey } from '../../text/catalogue.js';
import { connections } from '../../text/en/connections.js';
import { useText } from '../../text/text.js';
import { Field, Input, PasswordInput, Select, Textarea, type FieldLink } from '../../ui/field.js';
import { credentialFields, type CredentialField, type FieldName, type Typed } from './credential-form.js';

/** The fields of a kind; secret ones are typed hidden. */
export function CredentialFields({
  kind,
  typed,
  problems,
  onChange,
}: {
  kind: CredentialKind;
  typed: Typed;
  problems: Record<string, string | undefined>;
  onChange(name: string, value: string): void;
}) {
  const t = useText();
  return (credentialFields[kind] as readonly CredentialField[]).map((field) => {
    const hint = `credentials.field.${field.name}.hint`;
    return (
      <Field
        key={field.name}
        label={t(`credentials.field.${field.name as FieldName}`)}
        optional={field.optional === true && field.as !== 'choice'}
        hint={hint in connections ? t(hint as TextKey) : undefined}
        error={problems[field.name]}
      >
        {(link) => (
          <Control
            field={field}
            link={link}
            value={typed[field.name] ?? ''}
            onChange={(value) => onChange(field.name, value)}
          />
        )}
      </Field>
    );
  });
}

function Control({
  field,
  link,
  value,
  onChange,
}: {
  field: CredentialField;
  link: FieldLink;
  value: string;
  onChange(value: string): void;
}) {
  const t = useText();
  const rest = {
    ...link,
    autoComplete: 'off',
    value,
    onChange: (event: { target: { value: string } }) => onChange(event.target.value),
  };
  if (field.as === 'secret') return <PasswordInput {...rest} />;
  if (field.as === 'pairs') return <Textarea {...rest} rows={2} spellCheck={false} className="font-mono text-meta" />;
  if (field.as === 'choice')
    return (
      <Select {...rest} value={value || field.options?.[0]}>
        {field.options?.map((option) => (
          <option key={option} value={option}>
            {t(`credentials.option.${option}` as TextKey)}
          </option>
        ))}
      </Select>
    );
  return <Input {...rest} inputMode={field.as === 'number' ? 'numeric' : undefined} />;
}
