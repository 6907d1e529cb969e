import { useState } from 'react';
import { deleteCompany } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { companyClosed } from '../../app/lacking.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, Input } from '../../ui/field.js';
import { ErrorState } from '../../ui/states.js';

/** Asks for the company's name: a click alone deletes nothing. */
export function DeleteCompanyDialog({
  name,
  days = 0,
  onClose,
}: {
  name: string;
  days?: number | undefined;
  onClose(): void;
}) {
  const t = useText();
  const [confirm, setConfirm] = useState('');
  const remove = useAct({
    run: () => call(deleteCompany, { body: { confirm } }),
    done: t('owner.deleting', { name }),
    changes: [['me']],
    onDone: companyClosed,
    quiet: true,
  });
  const matches = confirm.trim() === name;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('owner.delete.title', { name })}
      description={t('owner.delete.help', { count: days })}
      actions={
        <>
          <Button onClick={onClose}>{t('owner.delete.keep')}</Button>
          <Button
            look="danger-solid"
            type="submit"
            form="delete-company"
            offBecause={!matches && t('owner.delete.type')}
            busy={remove.isPending && t('owner.delete.doing')}
          >
            {t('owner.delete.do')}
          </Button>
        </>
      }
    >
      <form
        id="delete-company"
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (matches) remove.mutate();
        }}
      >
        <Field label={t('owner.delete.name', { name })}>
          {(link) => (
            <Input
              {...link}
              value={confirm}
              autoComplete="off"
              autoFocus
              onChange={(event) => setConfirm(event.target.value)}
            />
          )}
        </Field>
        {remove.error && <ErrorState title={t('error.notDone')} error={remove.error} />}
      </form>
    </Dialog>
  );
}
