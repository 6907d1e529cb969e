import type { CredentialKind } from '#libs/contracts';
import { useText } from '../../text/text.js';
import { Field, Input, PasswordInput } from '../../ui/field.js';

/** The fields of each kind, in their order; secret ones are typed hidden. */
const credentialFields = {
  bearer: [{ name: 'token', secret: true }],
  basic: [
    { name: 'username', secret: false },
    { name: 'password', secret: true },
  ],
  header: [
    { name: 'header', secret: false },
    { name: 'value', secret: true },
  ],
  query: [
    { name: 'parameter', secret: false },
    { name: 'value', secret: true },
  ],
  hmac: [{ name: 'secret', secret: true }],
  'oauth2-client': [
    { name: 'tokenUrl', secret: false },
    { name: 'clientId', secret: false },
    { name: 'clientSecret', secret: true },
    { name: 'scope', secret: false, optional: true },
  ],
} as const satisfies Record<CredentialKind, readonly { name: string; secret: boolean; optional?: boolean }[]>;

type Typed = Record<string, string>;

/** What is missing of what a kind asks for. */
export const lacking = (kind: CredentialKind, typed: Typed): string[] =>
  credentialFields[kind]
    .filter((field) => !('optional' in field) && (typed[field.name] ?? '').trim() === '')
    .map(({ name }) => name);

/** What is sent: fields left empty are left out. */
export const secretsOf = (kind: CredentialKind, typed: Typed): Typed =>
  Object.fromEntries(
    credentialFields[kind].flatMap(({ name }) => (typed[name] ? [[name, typed[name].trim()]] : [])) as [
      string,
      string,
    ][],
  );

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
  return credentialFields[kind].map((field) => (
    <Field
      key={field.name}
      label={t(`credentials.field.${field.name}`)}
      optional={'optional' in field}
      error={problems[field.name]}
    >
      {(link) => {
        const rest = {
          ...link,
          autoComplete: 'off',
          value: typed[field.name] ?? '',
          onChange: (event: React.ChangeEvent<HTMLInputElement>) => onChange(field.name, event.target.value),
        };
        return field.secret ? <PasswordInput {...rest} /> : <Input {...rest} />;
      }}
    </Field>
  ));
}
