import { useState } from 'react';
import { channelConfig, createChannel, listCredentials, type CredentialKind } from '#libs/contracts';
import type { z } from 'zod';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { ApiProblem } from '../../app/problem.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { useList } from '../../app/queries.js';
import { Field, Input, PasswordInput, Select, type FieldLink } from '../../ui/field.js';
import { ErrorState } from '../../ui/states.js';

type Kind = z.infer<typeof channelConfig>['kind'];
const fields = {
  email: ['name', 'credential', 'smtpUrl', 'from'],
  sendgrid: ['name', 'apiKey', 'from', 'baseUrl', 'eventKey'],
  slack: ['name', 'webhookUrl'],
  slack_bot: ['name', 'credential', 'token', 'channel'],
  webhook: ['name', 'url'],
} as const satisfies Record<Kind, readonly string[]>;
const kinds = Object.keys(fields) as Kind[];
const secret = new Set<string>(['smtpUrl', 'webhookUrl', 'apiKey', 'token', 'url']);
/** The secret that a credential stands for, and the kind of that credential. */
const byCredential = { email: ['smtpUrl', 'smtp'], slack_bot: ['token', 'slack'] } as const satisfies Partial<
  Record<Kind, readonly [string, CredentialKind]>
>;

/** How messages leave: mail, Slack or a webhook of the company's own. Addresses hold secrets and are sealed. */
export function ChannelDialog({ onClose }: { onClose(): void }) {
  const t = useText();
  const [kind, setKind] = useState<Kind>('email');
  const [typed, setTyped] = useState<Record<string, string>>({});
  const [tried, setTried] = useState(false);
  const [standsFor, credentialOf] =
    (byCredential as Partial<Record<Kind, readonly [string, CredentialKind]>>)[kind] ?? [];
  const byName = (typed['credential'] ?? '') !== '' && standsFor !== undefined;
  const optional = new Set<string>([
    'baseUrl',
    'eventKey',
    'credential',
    ...(standsFor === undefined ? [] : [standsFor]),
  ]);
  const shown = fields[kind].filter((name) => !(byName && name === standsFor));
  const body = channelConfig.safeParse({
    kind,
    ...Object.fromEntries(
      shown.flatMap((name) => {
        const value = (typed[name] ?? '').trim();
        return value === '' && optional.has(name) ? [] : [[name, value]];
      }),
    ),
  });
  const add = useAct({
    run: (given: z.infer<typeof channelConfig>) => call(createChannel, { body: given }),
    done: t('channels.added'),
    changes: [['channels']],
    quiet: true,
    onDone: onClose,
  });
  const issues = ApiProblem.is(add.error)
    ? Object.fromEntries(add.error.issues.map(({ path, message }) => [path, message]))
    : {};
  const errorOf = (name: string) => {
    if (tried && !body.success && body.error.issues.some(({ path }) => path[0] === name))
      return t(typed[name]?.trim() ? `channels.wrong.${name as 'smtpUrl'}` : 'form.required');
    return issues[name];
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('channels.add.title')}
      description={t('channels.add.help')}
      actions={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="ink" type="submit" form="channel" busy={add.isPending && t('do.adding')}>
            {t('channels.add')}
          </Button>
        </>
      }
    >
      <form
        id="channel"
        noValidate
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (body.success) add.mutate(body.data);
        }}
      >
        <Field label={t('channels.kind')}>
          {(link) => (
            <Select {...link} value={kind} onChange={(event) => setKind(event.target.value as Kind)}>
              {kinds.map((each) => (
                <option key={each} value={each}>
                  {t(`channels.kind.${each}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {shown.map((name) => (
          <Field
            key={name}
            label={t(`channels.field.${name}`)}
            optional={optional.has(name) && name !== standsFor}
            hint={name === 'name' ? undefined : t(`channels.field.${name}.hint`)}
            error={errorOf(name)}
          >
            {(link) => {
              if (name === 'credential')
                return (
                  <CredentialOfKind
                    link={link}
                    kind={credentialOf!}
                    value={typed['credential'] ?? ''}
                    onChange={(id) => setTyped({ ...typed, credential: id })}
                  />
                );
              const rest = {
                ...link,
                autoComplete: 'off',
                value: typed[name] ?? '',
                onChange: (event: React.ChangeEvent<HTMLInputElement>) =>
                  setTyped({ ...typed, [name]: event.target.value }),
              };
              return secret.has(name) ? <PasswordInput {...rest} /> : <Input {...rest} />;
            }}
          </Field>
        ))}
        {add.error && Object.keys(issues).length === 0 && <ErrorState title={t('error.notDone')} error={add.error} />}
      </form>
    </Dialog>
  );
}

/** Credentials of one kind, or none: the secret is typed here then. */
function CredentialOfKind({
  link,
  kind,
  value,
  onChange,
}: {
  link: FieldLink;
  kind: CredentialKind;
  value: string;
  onChange(id: string): void;
}) {
  const t = useText();
  const list = useList(['credentials'], listCredentials, { query: { limit: 200 } });
  return (
    <Select {...link} value={value} onChange={(event) => onChange(event.target.value)}>
      <option value="">{t('channels.credential.none')}</option>
      {(list.items ?? [])
        .filter((credential) => credential.kind === kind)
        .map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
    </Select>
  );
}
