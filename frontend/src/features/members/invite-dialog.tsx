import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createInvitation, roles, type Role } from '#libs/contracts';
import { call } from '../../app/call.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, Input, Select } from '../../ui/field.js';
import { toast } from '../../ui/toast.js';
import { FormFailure } from '../auth/form-failure.js';
import { useContractForm } from '../auth/use-auth-form.js';

/** Invites somebody by mail; where no mail is sent, it shows the link to pass on. */
export function InviteDialog({ onClose }: { onClose(): void }) {
  const t = useText();
  const queries = useQueryClient();
  const [made, setMade] = useState<{ email: string; link: string }>();
  const form = useContractForm({
    schema: createInvitation.body,
    values: { email: '', role: 'operator' as Role },
    atField: { CONFLICT: { field: 'email', text: 'members.invite.there' } },
    async submit(body) {
      const { email, link } = await call(createInvitation, { body });
      await queries.invalidateQueries({ queryKey: ['invitations'] });
      if (link !== null) return setMade({ email, link });
      toast(t('members.invited', { email }));
      onClose();
    },
  });
  if (made)
    return (
      <Dialog
        open
        onClose={onClose}
        title={t('members.invite.link')}
        description={t('members.invite.link.help', { email: made.email })}
        actions={
          <Button look="ink" onClick={onClose}>
            {t('do.close')}
          </Button>
        }
      >
        <Field label={t('members.invite.link.label')}>
          {(link) => (
            <Input {...link} readOnly value={made.link} onFocus={(event) => event.target.select()} autoFocus />
          )}
        </Field>
      </Dialog>
    );
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('members.invite.title')}
      description={t('members.invite.help')}
      actions={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="ink" type="submit" form="invite" busy={form.busy && t('members.inviting')}>
            {t('members.invite')}
          </Button>
        </>
      }
    >
      <form id="invite" noValidate onSubmit={(event) => void form.onSubmit(event)} className="grid gap-4">
        <Field label={t('members.email')} error={form.errorOf('email')}>
          {(link) => <Input {...link} {...form.register('email')} type="email" autoComplete="off" autoFocus />}
        </Field>
        <Field label={t('members.role')} error={form.errorOf('role')}>
          {(link) => (
            <Select {...link} {...form.register('role')}>
              {roles.map((role) => (
                <option key={role} value={role}>
                  {t(`role.${role}`)}: {t(`role.${role}.may`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <FormFailure>{form.failure}</FormFailure>
      </form>
    </Dialog>
  );
}
