import { addMember, roles } from '#libs/contracts';
import { call } from '../../app/call.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, Input, PasswordInput, Select } from '../../ui/field.js';
import { toast } from '../../ui/toast.js';
import { FormFailure } from '../auth/form-failure.js';
import { useContractForm } from '../auth/use-auth-form.js';

/** Gives a person an account, or makes one that exists a member. No mail is sent, and the dialog says so. */
export function AddMemberDialog({ onClose, onDone }: { onClose(): void; onDone(): void }) {
  const t = useText();
  const form = useContractForm({
    schema: addMember.body,
    values: { name: '', email: '', role: 'operator', password: undefined },
    atField: { PASSWORD_WEAK: { field: 'password', text: 'auth.error.weak' } },
    async submit(values) {
      const member = await call(addMember, { body: values });
      toast(t('members.added', { name: member.name }));
      onDone();
      onClose();
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('members.add.title')}
      description={t('members.add.help')}
      actions={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="ink" type="submit" form="add-member" busy={form.busy && t('members.adding')}>
            {t('members.add')}
          </Button>
        </>
      }
    >
      <form id="add-member" noValidate onSubmit={(event) => void form.onSubmit(event)} className="grid gap-4">
        <Field label={t('members.name')} error={form.errorOf('name')}>
          {(link) => <Input {...link} {...form.register('name')} autoComplete="off" />}
        </Field>
        <Field label={t('members.email')} error={form.errorOf('email')}>
          {(link) => <Input {...link} {...form.register('email')} type="email" autoComplete="off" />}
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
        <Field
          label={t('members.add.password')}
          optional
          hint={t('members.add.password.hint')}
          error={form.errorOf('password')}
        >
          {(link) => (
            <PasswordInput
              {...link}
              {...form.register('password', { setValueAs: (value: string | undefined) => value || undefined })}
              autoComplete="new-password"
            />
          )}
        </Field>
        <FormFailure>{form.failure}</FormFailure>
      </form>
    </Dialog>
  );
}
