import { useState } from 'react';
import { createApiKey, type Out, type Permission } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, Input } from '../../ui/field.js';
import { ErrorState } from '../../ui/states.js';
import { ExpiryField } from './expiry-field.js';
import { expiresAtOf, type Expiry } from './key-state.js';
import { ScopePicker } from './scope-picker.js';

/** Makes a key. Nothing that was typed is lost when the server refuses. */
export function NewKeyDialog({ onClose, onMade }: { onClose(): void; onMade(made: Out<typeof createApiKey>): void }) {
  const t = useText();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<ReadonlySet<Permission>>(new Set());
  const [expiry, setExpiry] = useState<Expiry>({ span: '90', day: '' });
  const [tried, setTried] = useState(false);
  const create = useAct({
    run: (expiresAt: string | null) =>
      call(createApiKey, {
        body: { name: name.trim(), scopes: [...scopes], ...(expiresAt !== null && { expiresAt }) },
      }),
    changes: [['api-keys']],
    quiet: true,
    onDone: onMade,
  });
  const isNameless = name.trim() === '';
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={t('keys.api.new.title')}
      description={t('keys.api.new.help')}
      actions={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="ink" type="submit" form="new-key" busy={create.isPending && t('keys.api.creating')}>
            {t('keys.api.create')}
          </Button>
        </>
      }
    >
      <form
        id="new-key"
        noValidate
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          const expiresAt = expiresAtOf(expiry, Date.now());
          if (!isNameless && scopes.size > 0 && expiresAt !== undefined) create.mutate(expiresAt);
        }}
      >
        <Field label={t('keys.api.name')} error={tried && isNameless ? t('form.required') : undefined}>
          {(link) => <Input {...link} value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <ExpiryField
          expiry={expiry}
          wrong={tried && expiresAtOf(expiry, Date.now()) === undefined}
          onChange={setExpiry}
        />
        <ScopePicker
          chosen={scopes}
          error={tried && scopes.size === 0 ? t('keys.api.scopes.none') : undefined}
          onChange={setScopes}
        />
        {create.error && <ErrorState title={t('error.notDone')} error={create.error} />}
      </form>
    </Dialog>
  );
}
