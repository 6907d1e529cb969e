import { useQuery } from '@tanstack/react-query';
import { listInvitations, revokeInvitation } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { ErrorState } from '../../ui/states.js';
import { Time } from '../../ui/values.js';

/** Invitations that nobody has accepted yet. Not there while there are none. */
export function OpenInvitations() {
  const t = useText();
  const list = useQuery({ queryKey: ['invitations'], queryFn: ({ signal }) => call(listInvitations, { signal }) });
  const revoke = useAct({
    run: (id: string) => call(revokeInvitation, { params: { id } }),
    done: t('members.invite.revoked'),
    changes: [['invitations']],
  });
  if (list.error && !list.data)
    return <ErrorState title={t('error.title')} error={list.error} onRetry={() => void list.refetch()} />;
  if (!list.data || list.data.items.length === 0) return null;
  return (
    <Card title={t('members.invitations')} count={list.data.items.length} className="mb-4">
      <ul>
        {list.data.items.map(({ id, email, role, expiresAt }) => (
          <li
            key={id}
            className="flex min-h-(--row-2) items-center gap-3 border-t border-line px-4 py-2 first:border-t-0"
          >
            <span className="min-w-0 flex-1">
              <span className="block truncate font-medium">{email}</span>
              <span className="block truncate text-meta text-fg-3">
                {t(`role.${role}`)} · {t('members.invite.until')} <Time at={expiresAt} />
              </span>
            </span>
            <Button
              size="sm"
              aria-label={t('members.invite.revokeOf', { email })}
              busy={revoke.isPending && revoke.variables === id && t('do.removing')}
              onClick={() => revoke.mutate(id)}
            >
              {t('members.invite.revoke')}
            </Button>
          </li>
        ))}
      </ul>
    </Card>
  );
}
