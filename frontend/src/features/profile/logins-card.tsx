import { useQuery } from '@tanstack/react-query';
import { linkOidc, listIdentities, unlinkIdentity } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Time } from '../../ui/values.js';

const row = 'flex min-h-(--row-2) items-center gap-3 border-t border-line px-4 py-2 first:border-t-0';

/** The company logins that the account is connected with, and those it could be. Not there where there are none. */
export function LoginsCard() {
  const t = useText();
  const list = useQuery({ queryKey: ['identities'], queryFn: ({ signal }) => call(listIdentities, { signal }) });
  const connect = useAct({
    run: async (providerId: string) => location.assign((await call(linkOidc, { body: { providerId } })).url),
    changes: [],
  });
  const disconnect = useAct({
    run: (id: string) => call(unlinkIdentity, { params: { id } }),
    done: t('profile.logins.disconnected'),
    changes: [['identities'], ['sessions']],
  });
  if (!list.data || list.data.items.length + list.data.available.length === 0) return null;
  return (
    <Card title={t('profile.logins')}>
      <ul>
        {list.data.items.map(({ id, provider, lastUsedAt }) => (
          <li key={id} className={row}>
            <span className="min-w-0 flex-1">
              <span className="block truncate font-medium">{provider}</span>
              <span className="block truncate text-meta text-fg-3">
                {t('profile.logins.used')} <Time at={lastUsedAt} />
              </span>
            </span>
            <Button
              size="sm"
              aria-label={t('profile.logins.disconnectFrom', { name: provider })}
              busy={disconnect.isPending && t('profile.sessions.ending')}
              onClick={() => disconnect.mutate(id)}
            >
              {t('profile.logins.disconnect')}
            </Button>
          </li>
        ))}
        {list.data.available.map(({ id, name }) => (
          <li key={id} className={row}>
            <span className="min-w-0 flex-1 truncate font-medium">{name}</span>
            <Button
              size="sm"
              aria-label={t('profile.logins.connectWith', { name })}
              busy={connect.isPending && t('auth.sso.busy')}
              onClick={() => connect.mutate(id)}
            >
              {t('profile.logins.connect')}
            </Button>
          </li>
        ))}
      </ul>
    </Card>
  );
}
