import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { listMembers, transferCompany } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { refresh, useSession } from '../../app/session.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, Select } from '../../ui/field.js';
import { ErrorState } from '../../ui/states.js';

/** Passes the company on to another member. */
export function TransferDialog({ onClose }: { onClose(): void }) {
  const t = useText();
  const session = useSession();
  const [memberId, setMemberId] = useState('');
  const members = useQuery({
    queryKey: ['members', 'all'],
    queryFn: ({ signal }) => call(listMembers, { query: { limit: 200 }, signal }),
  });
  const me = 'user' in session ? session.user.id : '';
  const others = (members.data?.items ?? []).filter((each) => each.userId !== me && each.deactivatedAt === null);
  const heir = others.find(({ id }) => id === memberId);
  const transfer = useAct({
    run: async () => {
      await call(transferCompany, { body: { memberId } });
      // What the reader may do is another by now, and the pages go by the session.
      await refresh();
    },
    done: t('owner.transferred', { name: heir?.name ?? '' }),
    changes: [['members'], ['me'], ['company']],
    onDone: onClose,
    quiet: true,
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('owner.transfer.title')}
      description={t('owner.transfer.help')}
      actions={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button
            look="danger-solid"
            type="submit"
            form="transfer"
            offBecause={!heir && t('owner.transfer.choose')}
            busy={transfer.isPending && t('owner.transfer.doing')}
          >
            {t('owner.transfer.do')}
          </Button>
        </>
      }
    >
      <form
        id="transfer"
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (heir) transfer.mutate();
        }}
      >
        <Field label={t('owner.transfer.to')}>
          {(link) => (
            <Select {...link} value={memberId} onChange={(event) => setMemberId(event.target.value)}>
              <option value="">{t('owner.transfer.choose')}</option>
              {others.map(({ id, name, email }) => (
                <option key={id} value={id}>
                  {name}, {email}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {(transfer.error ?? members.error) && (
          <ErrorState title={t('error.notDone')} error={transfer.error ?? members.error} />
        )}
      </form>
    </Dialog>
  );
}
