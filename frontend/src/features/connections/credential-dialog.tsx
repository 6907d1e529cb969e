import { useState } from 'react';
import {
  createCredential,
  credentialKind,
  hostedKinds,
  hostlessKinds,
  updateCredential,
  type Credential,
  type CredentialKind,
  type NewCredential,
} from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { ApiProblem } from '../../app/problem.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { CopyText } from '../../ui/copy-text.js';
import { Dialog } from '../../ui/dialog.js';
import { Checkbox, Field, Input, Select, Textarea } from '../../ui/field.js';
import { ErrorState } from '../../ui/states.js';
import { CredentialFields } from './credential-fields.js';
import { lacking, secretsOf } from './credential-form.js';

const hostsOf = (text: string) =>
  text
    .split(/[\s,]+/)
    .map((host) => host.trim())
    .filter(Boolean);

/** Keeps a credential, or changes one: its name, where it may be sent, or the secret itself. */
export function CredentialDialog({
  credential,
  onClose,
  onDone,
}: {
  credential?: Credential;
  onClose(): void;
  onDone?(credential: Credential): void;
}) {
  const t = useText();
  const [kind, setKind] = useState<CredentialKind>(credential?.kind ?? 'bearer');
  const [name, setName] = useState(credential?.name ?? '');
  const [hosts, setHosts] = useState(credential?.allowedHosts.join('\n') ?? '');
  const [replace, setReplace] = useState(credential === undefined);
  const [typed, setTyped] = useState<Record<string, string>>({});
  const [tried, setTried] = useState(false);
  const save = useAct({
    run: () => {
      const allowedHosts = hostsOf(hosts);
      const secrets = secretsOf(kind, typed);
      if (credential)
        return call(updateCredential, {
          params: { id: credential.id },
          body: { name: name.trim(), allowedHosts, ...(replace ? { secrets } : {}) },
        });
      return call(createCredential, { body: { kind, name: name.trim(), allowedHosts, ...secrets } as NewCredential });
    },
    done: t(credential ? 'save.done' : 'credentials.added'),
    changes: [['credentials']],
    quiet: true,
    onDone(saved) {
      onDone?.(saved);
      onClose();
    },
  });
  const issues: Record<string, string | undefined> = ApiProblem.is(save.error)
    ? Object.fromEntries(
        save.error.issues.map(({ path, message }) => [
          path.replace(/^secrets\.|\[\d+\]$/g, '').replace(/^(headers|query)\..*$/, '$1'),
          message,
        ]),
      )
    : {};
  const missing = replace ? lacking(kind, typed) : [];
  const [goesNowhere, knowsHosts] = [hostlessKinds.includes(kind), hostedKinds.includes(kind)];
  const lacksHosts = !goesNowhere && !knowsHosts && hostsOf(hosts).length === 0;
  const wrong = {
    name: name.trim() === '' ? t('form.required') : issues['name'],
    hosts: lacksHosts ? t('credentials.hosts.missing') : issues['allowedHosts'],
  };
  const problems = tried
    ? { ...issues, ...Object.fromEntries(missing.map((field) => [field, t('form.required')])) }
    : issues;
  return (
    <Dialog
      open
      onClose={onClose}
      title={credential ? t('do.changeIt', { what: credential.name }) : t('credentials.add.title')}
      description={t('credentials.add.help')}
      actions={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="ink" type="submit" form="credential" busy={save.isPending && t('save.saving')}>
            {credential ? t('save.do') : t('credentials.add')}
          </Button>
        </>
      }
    >
      <form
        id="credential"
        noValidate
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (missing.length === 0 && name.trim() !== '' && !lacksHosts) save.mutate();
        }}
      >
        <Field label={t('credentials.name')} error={tried ? wrong.name : issues['name']}>
          {(link) => <Input {...link} value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />}
        </Field>
        {!credential && (
          <Field label={t('credentials.kind')} hint={t(`credentials.kind.${kind}.hint`)}>
            {(link) => (
              <Select
                {...link}
                value={kind}
                onChange={(event) => {
                  setKind(event.target.value as CredentialKind);
                  setTyped({});
                }}
              >
                {credentialKind.options.map((each) => (
                  <option key={each} value={each}>
                    {t(`credentials.kind.${each}`)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        )}
        {credential && (
          <Checkbox
            label={t('credentials.replace')}
            checked={replace}
            onChange={(event) => setReplace(event.target.checked)}
          />
        )}
        {replace && (
          <CredentialFields
            kind={kind}
            typed={typed}
            problems={problems}
            onChange={(field, value) => setTyped({ ...typed, [field]: value })}
          />
        )}
        {kind === 'oauth2' && !credential && <RedirectNote />}
        {!goesNowhere && (
          <Field
            label={t('credentials.hosts')}
            optional={knowsHosts}
            hint={t(knowsHosts ? 'credentials.hosts.known' : 'credentials.hosts.hint')}
            error={tried ? wrong.hosts : issues['allowedHosts']}
          >
            {(link) => (
              <Textarea
                {...link}
                rows={2}
                spellCheck={false}
                className="font-mono text-meta"
                value={hosts}
                onChange={(event) => setHosts(event.target.value)}
              />
            )}
          </Field>
        )}
        {save.error && <ErrorState title={t('error.notDone')} error={save.error} />}
      </form>
    </Dialog>
  );
}

/** What has to be entered at the other side before anybody can connect. */
function RedirectNote() {
  const t = useText();
  return (
    <div className="text-meta text-fg-2">
      <p className="mb-1.5">{t('credentials.redirect.help')}</p>
      <CopyText text={`${location.origin}/connections/callback`} label={t('credentials.redirect')} />
    </div>
  );
}
