import { useMutation } from '@tanstack/react-query';
import { Ellipsis, KeyRound, UserRoundCheck, UserRoundX } from 'lucide-react';
import { useState } from 'react';
import { createResetLink, deactivateMember, reactivateMember, type Member } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useText } from '../../text/text.js';
import { Button, IconButton } from '../../ui/button.js';
import { Confirm } from '../../ui/confirm.js';
import { CopyText } from '../../ui/copy-text.js';
import { Dialog } from '../../ui/dialog.js';
import { Menu, MenuItem } from '../../ui/menu.js';
import { ErrorState } from '../../ui/states.js';
import { Time } from '../../ui/values.js';
import { useMailOffered } from '../auth/use-mail-offered.js';

/** What an administrator does with a member beside changing the role. */
export function MemberActions({ member, isSelf }: { member: Member; isSelf: boolean }) {
  const t = useText();
  const mail = useMailOffered();
  const [asked, setAsked] = useState<'deactivate' | 'link'>();
  const { name } = member;
  const letIn = useAct({
    run: () => call(reactivateMember, { params: { id: member.id } }),
    done: t('members.reactivated', { name }),
    changes: [['members']],
  });
  if (isSelf) return null;
  return (
    <>
      <Menu
        align="end"
        label={t('members.actions', { name })}
        trigger={<IconButton size="sm" icon={Ellipsis} label={t('members.actions', { name })} />}
      >
        {member.deactivatedAt === null ? (
          <MenuItem icon={UserRoundX} onSelect={() => setAsked('deactivate')}>
            {t('members.deactivate')}
          </MenuItem>
        ) : (
          <MenuItem icon={UserRoundCheck} onSelect={() => letIn.mutate()}>
            {t('members.reactivate')}
          </MenuItem>
        )}
        {!mail && (
          <MenuItem icon={KeyRound} onSelect={() => setAsked('link')}>
            {t('members.reset')}
          </MenuItem>
        )}
      </Menu>
      {asked === 'deactivate' && <DeactivateDialog member={member} onClose={() => setAsked(undefined)} />}
      {asked === 'link' && <ResetLinkDialog member={member} onClose={() => setAsked(undefined)} />}
    </>
  );
}

function DeactivateDialog({ member, onClose }: { member: Member; onClose(): void }) {
  const t = useText();
  const { name } = member;
  const deactivate = useAct({
    run: () => call(deactivateMember, { params: { id: member.id } }),
    done: t('members.deactivated', { name }),
    changes: [['members']],
    onDone: onClose,
    quiet: true,
  });
  return (
    <Confirm
      title={t('members.deactivate.title', { name })}
      help={t('members.deactivate.help')}
      act={t('members.deactivate')}
      acting={t('members.deactivating')}
      mutation={deactivate}
      onClose={onClose}
    />
  );
}

/** The link is shown once: it is not kept where it could be read again. */
function ResetLinkDialog({ member, onClose }: { member: Member; onClose(): void }) {
  const t = useText();
  const { name } = member;
  const make = useMutation({ mutationFn: () => call(createResetLink, { params: { id: member.id } }) });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('members.reset.title', { name })}
      description={t('members.reset.help', { name })}
      actions={
        make.data ? (
          <Button look="ink" onClick={onClose}>
            {t('do.close')}
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>{t('do.cancel')}</Button>
            <Button look="ink" busy={make.isPending && t('members.reset.making')} onClick={() => make.mutate()}>
              {t('members.reset.make')}
            </Button>
          </>
        )
      }
    >
      {make.data && (
        <>
          <CopyText label={t('members.reset.link')} text={make.data.link} />
          <p className="mt-2 text-meta text-fg-3">
            {t('members.reset.until')} <Time at={make.data.expiresAt} />
          </p>
        </>
      )}
      {make.error && <ErrorState title={t('error.notDone')} error={make.error} />}
    </Dialog>
  );
}
