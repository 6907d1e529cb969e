import { Forward, Undo2, Users } from 'lucide-react';
import { useState } from 'react';
import { withdrawDelegation, type InboxItem } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { useSession } from '../../app/session.js';
import { useKeys } from '../../app/shortcuts.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { PassOnDialog } from './pass-on-dialog.js';

/** What can be done besides answering: pass it on, take it back, ask others. */
export function ItemActions({ item }: { item: InboxItem }) {
  const t = useText();
  const session = useSession();
  const me = 'user' in session ? session.user.id : '';
  const mayAnswer = useMay('inbox:answer');
  const mayAssign = useMay('inbox:assign');
  const [open, setOpen] = useState<'mine' | 'all' | null>(null);
  const passedOn = item.delegations.some(({ from, state }) => from.userId === me && state === 'open');
  const withdraw = useAct({
    run: () => call(withdrawDelegation, { params: { id: item.id } }),
    done: t('inbox.withdrawn'),
    changes: [['inbox']],
  });
  const mayPass = mayAnswer.ok && item.canAnswer && item.kind !== 'unknown';
  useKeys({ d: () => setOpen('mine') }, mayPass && open === null);
  return (
    <div className="mt-1 flex flex-wrap gap-2">
      {mayPass && (
        <Button size="sm" icon={Forward} keys="D" onClick={() => setOpen('mine')}>
          {t('inbox.pass')}
        </Button>
      )}
      {passedOn && (
        <Button
          size="sm"
          icon={Undo2}
          busy={withdraw.isPending && t('inbox.submitting')}
          onClick={() => withdraw.mutate()}
        >
          {t('inbox.withdraw')}
        </Button>
      )}
      {mayAssign.ok && (
        <Button size="sm" look="ghost" icon={Users} onClick={() => setOpen('all')}>
          {t('inbox.assign')}
        </Button>
      )}
      {open && <PassOnDialog item={item} whose={open} onClose={() => setOpen(null)} />}
    </div>
  );
}
