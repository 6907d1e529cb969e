import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { assignInboxItem, delegateInboxItem, listMembers, roles, type InboxItem } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useSession } from '../../app/session.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, Input, Select } from '../../ui/field.js';
import { ErrorState } from '../../ui/states.js';

/** `mine`: one's own answer is passed on. `all`: an admin asks others instead; answers that were given stay. */
export function PassOnDialog({ item, whose, onClose }: { item: InboxItem; whose: 'mine' | 'all'; onClose(): void }) {
  const t = useText();
  const session = useSession();
  const me = 'user' in session ? session.user.id : '';
  const [to, setTo] = useState('');
  const [comment, setComment] = useState('');
  const [tried, setTried] = useState(false);
  const members = useQuery({
    queryKey: ['members', 'all'],
    queryFn: ({ signal }) => call(listMembers, { query: { limit: 200 }, signal }),
    staleTime: 60_000,
  });
  const pass = useAct({
    run: () => {
      const said = comment.trim() === '' ? {} : { comment: comment.trim() };
      return whose === 'mine'
        ? call(delegateInboxItem, { params: { id: item.id }, body: { to, ...said } })
        : call(assignInboxItem, { params: { id: item.id }, body: { assignees: [to], ...said } });
    },
    done: t(whose === 'mine' ? 'inbox.pass.done' : 'inbox.assign.done'),
    changes: [['inbox']],
    quiet: true,
    onDone: onClose,
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(whose === 'mine' ? 'inbox.pass.title' : 'inbox.assign.title')}
      description={t(whose === 'mine' ? 'inbox.pass.help' : 'inbox.assign.help')}
      actions={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="ink" type="submit" form="pass-on" busy={pass.isPending && t('inbox.submitting')}>
            {t(whose === 'mine' ? 'inbox.pass' : 'inbox.assign')}
          </Button>
        </>
      }
    >
      <form
        id="pass-on"
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (to !== '') pass.mutate();
        }}
      >
        <Field label={t('inbox.pass.to')} error={tried && to === '' ? t('form.required') : undefined}>
          {(link) => (
            <Select {...link} value={to} onChange={(event) => setTo(event.target.value)}>
              <option value="">{t('form.choose')}</option>
              <optgroup label={t('inbox.pass.people')}>
                {members.data?.items
                  .filter(({ userId }) => whose === 'all' || userId !== me)
                  .map((member) => (
                    <option key={member.id} value={`user:${member.userId}`}>
                      {member.name} ({t(`role.${member.role}`)})
                    </option>
                  ))}
              </optgroup>
              <optgroup label={t('inbox.pass.roles')}>
                {roles
                  .filter((role) => role !== 'viewer')
                  .map((role) => (
                    <option key={role} value={`role:${role}`}>
                      {t('inbox.who.role', { role: t(`role.${role}`) })}
                    </option>
                  ))}
              </optgroup>
            </Select>
          )}
        </Field>
        <Field label={t('inbox.pass.comment')} optional>
          {(link) => (
            <Input {...link} value={comment} maxLength={2000} onChange={(event) => setComment(event.target.value)} />
          )}
        </Field>
        {pass.error && <ErrorState title={t('error.notDone')} error={pass.error} />}
      </form>
    </Dialog>
  );
}
