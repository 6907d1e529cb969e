import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { createCredential, credentialSecrets, type CredentialKind, type NewCredential } from '#libs/contracts';
import { call } from '../../../app/call.js';
import { useText } from '../../../text/text.js';
import { Button } from '../../../ui/button.js';
import { Dialog } from '../../../ui/dialog.js';
import { Field, Input, PasswordInput, Select } from '../../../ui/field.js';
import { ErrorState } from '../../../ui/states.js';

const kinds = Object.keys(credentialSecrets) as CredentialKind[];
/** Fields of a kind that are no secrets. */
const open = new Set(['username', 'header', 'parameter', 'tokenUrl', 'clientId', 'scope']);

/** Keeps a credential in the vault. Its secrets are sealed, and never shown again. */
export function CredentialDialog({ onClose, onCreated }: { onClose(): void; onCreated(id: string): void }) {
  const t = useText();
  const [kind, setKind] = useState<CredentialKind>('bearer');
  const [name, setName] = useState('');
  const [hosts, setHosts] = useState('');
  const [secrets, setSecrets] = useState<Record<string, string>>({});
  const fields = Object.keys(credentialSecrets[kind].shape);
  const save = useMutation({
    mutationFn: () => {
      const given = Object.fromEntries(fields.flatMap((field) => (secrets[field] ? [[field, secrets[field]]] : [])));
      const allowedHosts = hosts.split(/[\s,]+/).filter(Boolean);
      return call(createCredential, { body: { kind, name: name.trim(), allowedHosts, ...given } as NewCredential });
    },
    onSuccess: ({ id }) => onCreated(id),
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('panel.credential.title')}
      description={t('panel.credential.help')}
      actions={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="ink" busy={save.isPending && t('panel.credential.saving')} onClick={() => save.mutate()}>
            {t('panel.credential.save')}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <Field label={t('panel.credential.name')}>
          {(link) => <Input {...link} value={name} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <Field label={t('panel.credential.kind')}>
          {(link) => (
            <Select {...link} value={kind} onChange={(event) => setKind(event.target.value as CredentialKind)}>
              {kinds.map((each) => (
                <option key={each} value={each}>
                  {t(`panel.credential.kind.${each}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {fields.map((field) => (
          <Field
            key={field}
            label={t(`panel.credential.field.${field as CredentialFieldName}`)}
            optional={field === 'scope'}
          >
            {(link) => {
              const Control = open.has(field) ? Input : PasswordInput;
              return (
                <Control
                  {...link}
                  autoComplete="off"
                  value={secrets[field] ?? ''}
                  onChange={(event) => setSecrets({ ...secrets, [field]: event.target.value })}
                />
              );
            }}
          </Field>
        ))}
        {kind !== 'hmac' && (
          <Field label={t('panel.credential.allowed')} hint={t('panel.credential.allowed.hint')}>
            {(link) => (
              <Input
                {...link}
                value={hosts}
                placeholder="api.example.com"
                onChange={(event) => setHosts(event.target.value)}
              />
            )}
          </Field>
        )}
        {save.error && <ErrorState title={t('panel.credential.failed')} error={save.error} />}
      </div>
    </Dialog>
  );
}

type CredentialFieldName =
  | 'token'
  | 'username'
  | 'password'
  | 'header'
  | 'value'
  | 'parameter'
  | 'secret'
  | 'tokenUrl'
  | 'clientId'
  | 'clientSecret'
  | 'scope';
