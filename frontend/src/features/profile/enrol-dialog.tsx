import { useState } from 'react';
import { confirmSecondFactor } from '#libs/contracts';
import { call } from '../../app/call.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, Input } from '../../ui/field.js';
import { FormFailure } from '../auth/form-failure.js';
import { useContractForm } from '../auth/use-auth-form.js';
import { QrCode } from './qr-code.js';
import { RecoveryCodes } from './recovery-codes.js';

/** Scan, confirm with a code, keep the recovery codes. Once they are shown it closes by its button alone. */
export function EnrolDialog({
  secret,
  uri,
  onDone,
  onClose,
}: {
  secret: string;
  uri: string;
  onDone(): void;
  onClose(): void;
}) {
  const t = useText();
  const [codes, setCodes] = useState<string[]>();
  const form = useContractForm({
    schema: confirmSecondFactor.body,
    values: { code: '' },
    atField: { CODE_WRONG: { field: 'code', text: 'profile.factor.wrong' } },
    async submit({ code }) {
      setCodes((await call(confirmSecondFactor, { body: { code } })).recoveryCodes);
      onDone();
    },
  });
  if (codes)
    return (
      <Dialog
        open
        title={t('profile.codes.title')}
        description={t('profile.codes.help')}
        actions={
          <Button look="ink" onClick={onClose}>
            {t('profile.codes.kept')}
          </Button>
        }
      >
        <RecoveryCodes codes={codes} />
      </Dialog>
    );
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('profile.factor.title')}
      description={t('profile.factor.scan')}
      actions={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="ink" type="submit" form="confirm-factor" busy={form.busy && t('profile.factor.confirming')}>
            {t('profile.factor.confirm')}
          </Button>
        </>
      }
    >
      <div className="flex flex-wrap gap-5">
        <QrCode text={uri} label={t('profile.factor.qr')} />
        <form
          id="confirm-factor"
          noValidate
          onSubmit={(event) => void form.onSubmit(event)}
          className="grid min-w-48 flex-1 content-start gap-4"
        >
          <div>
            <p className="mb-1.5 font-medium">{t('profile.factor.secret')}</p>
            <p className="font-mono text-fg-2 select-all">{secret.match(/.{1,4}/g)?.join(' ')}</p>
          </div>
          <Field label={t('auth.code')} hint={t('profile.factor.code.hint')} error={form.errorOf('code')}>
            {(link) => (
              <Input
                {...link}
                {...form.register('code')}
                inputMode="numeric"
                autoComplete="one-time-code"
                autoFocus
                className="font-mono"
              />
            )}
          </Field>
          <FormFailure>{form.failure}</FormFailure>
        </form>
      </div>
    </Dialog>
  );
}
