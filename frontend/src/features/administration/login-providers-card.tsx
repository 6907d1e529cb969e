import { useQuery } from '@tanstack/react-query';
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { deleteOidcProvider, listOidcProviders, type OidcProvider } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useText } from '../../text/text.js';
import { Button, IconButton } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Confirm } from '../../ui/confirm.js';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.js';
import { AddLoginProviderDialog } from './add-login-provider-dialog.js';

/** The identity providers by which people of this company sign in. */
export function LoginProvidersCard() {
  const t = useText();
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<OidcProvider>();
  const list = useQuery({
    queryKey: ['login-providers'],
    queryFn: ({ signal }) => call(listOidcProviders, { signal }),
  });
  const add = (
    <Button size="sm" icon={Plus} onClick={() => setAdding(true)}>
      {t('logins.add')}
    </Button>
  );
  const items = list.data?.items;
  return (
    <Card title={t('logins.title')} count={items?.length || undefined} action={items && items.length > 0 && add}>
      {items ? (
        items.length === 0 ? (
          <EmptyState title={t('logins.empty')} help={t('logins.empty.help')} action={add} />
        ) : (
          <ul>
            {items.map((provider) => (
              <li
                key={provider.id}
                className="flex min-h-(--row-2) items-center gap-3 border-t border-line px-4 py-2 first:border-t-0"
              >
                <span className="min-w-0 flex-1">
                  <span className="block truncate font-medium">{provider.name}</span>
                  <span className="block truncate text-meta text-fg-3" title={provider.issuer}>
                    {provider.emailDomains.join(', ')} ·{' '}
                    {provider.joinRole
                      ? t('logins.joinAs', { role: t(`role.${provider.joinRole}`) })
                      : t('logins.membersOnly')}
                  </span>
                </span>
                <IconButton
                  size="sm"
                  icon={Trash2}
                  label={t('do.removeIt', { what: provider.name })}
                  onClick={() => setRemoving(provider)}
                />
              </li>
            ))}
          </ul>
        )
      ) : list.error ? (
        <div className="p-4">
          <ErrorState title={t('error.title')} error={list.error} onRetry={() => void list.refetch()} />
        </div>
      ) : (
        <Skeleton rows={2} tall />
      )}
      {adding && <AddLoginProviderDialog onClose={() => setAdding(false)} />}
      {removing && <RemoveDialog provider={removing} onClose={() => setRemoving(undefined)} />}
    </Card>
  );
}

function RemoveDialog({ provider, onClose }: { provider: OidcProvider; onClose(): void }) {
  const t = useText();
  const remove = useAct({
    run: () => call(deleteOidcProvider, { params: { id: provider.id } }),
    done: t('logins.removed', { name: provider.name }),
    changes: [['login-providers']],
    onDone: onClose,
    quiet: true,
  });
  return (
    <Confirm
      title={t('logins.remove.title', { name: provider.name })}
      help={t('logins.remove.help')}
      act={t('logins.remove')}
      acting={t('do.removing')}
      mutation={remove}
      onClose={onClose}
    />
  );
}
