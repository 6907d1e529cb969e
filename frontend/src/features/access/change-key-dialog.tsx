import { useState } from 'react';
import { updateApiKey, type ApiKey } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useFormat, useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Checkbox, Field, Input } from '../../ui/field.js';
import { ErrorState } from '../../ui/states.js';
import { ExpiryField } from './expiry-field.js';
import { expiresAtOf, type Expiry } from './key-state.js';

/** Another name, or another end. The scopes of a key stay what they are. */
export function ChangeKeyDialog({ apiKey, onClose }: { apiKey: ApiKey; onClose(): void }) {
  const t = useText();
  const format = useFormat();
  const [name, setName] = useState(apiKey.name);
  const [moves, setMoves] = useState(false);
  const [expiry, setExpiry] = useState<Expiry>({ span: '90', day: '' });
  const [tried, setTried] = useState(false);
  const save = useAct({
    run: (body: { name: string; expiresAt?: string | null }) => call(updateApiKey, { params: { id: apiKey.id }, body }),
    done: t('save.done'),
    changes: [['api-keys']],
    quiet: true,
    onDone: onClose,
  });
  const isNameless = name.trim() === '';
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('do.changeIt', { what: apiKey.name })}
      actions={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="ink" type="submit" form="change-key" busy={save.isPending && t('save.saving')}>
            {t('save.do')}
          </Button>
        </>
      }
    >
      <form
        id="change-key"
        noValidate
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          const expiresAt = moves ? expiresAtOf(expiry, Date.now()) : null;
          if (isNameless || expiresAt === undefined) return;
          save.mutate({ name: name.trim(), ...(moves && { expiresAt }) });
        }}
      >
        <Field label={t('keys.api.name')} error={tried && isNameless ? t('form.required') : undefined}>
          {(link) => <Input {...link} value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <Checkbox
          label={t('keys.api.expires.move', {
            now: apiKey.expiresAt ? format.exact(apiKey.expiresAt) : t('keys.api.expires.never'),
          })}
          checked={moves}
          onChange={(event) => setMoves(event.target.checked)}
        />
        {moves && (
          <ExpiryField
            expiry={expiry}
            wrong={tried && expiresAtOf(expiry, Date.now()) === undefined}
            onChange={setExpiry}
          />
        )}
        {save.error && <ErrorState title={t('error.notDone')} error={save.error} />}
      </form>
    </Dialog>
  );
}
