import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, PasswordInput } from '../../ui/field.js';
import { disableSecondFactor } from '#libs/contracts';
import { FormFailure } from '../auth/form-failure.js';
import { useContractForm } from '../auth/use-auth-form.js';

/** Asks for the password before something that guards the account changes. */
export function PasswordDialog({
  title,
  help,
  act,
  acting,
  danger = false,
  onSubmit,
  onClose,
}: {
  title: string;
  help: string;
  act: string;
  acting: string;
  danger?: boolean;
  onSubmit(password: string): Promise<void>;
  onClose(): void;
}) {
  const t = useText();
  const form = useContractForm({
    schema: disableSecondFactor.body,
    values: { password: '' },
    atField: { PASSWORD_WRONG: { field: 'password', text: 'profile.password.wrong' } },
    submit: ({ password }) => onSubmit(password),
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      description={help}
      actions={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look={danger ? 'danger-solid' : 'ink'} type="submit" form="prove-password" busy={form.busy && acting}>
            {act}
          </Button>
        </>
      }
    >
      <form id="prove-password" noValidate onSubmit={(event) => void form.onSubmit(event)} className="grid gap-4">
        <Field label={t('profile.password.current')} error={form.errorOf('password')}>
          {(link) => (
            <PasswordInput {...link} {...form.register('password')} autoComplete="current-password" autoFocus />
          )}
        </Field>
        <FormFailure>{form.failure}</FormFailure>
      </form>
    </Dialog>
  );
}
