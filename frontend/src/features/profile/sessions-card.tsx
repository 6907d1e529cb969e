import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { listSessions, revokeOtherSessions, revokeSession } from '#libs/contracts';
import type { z } from 'zod';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useText } from '../../text/text.js';
import { Tag } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Confirm } from '../../ui/confirm.js';
import { ErrorState, Skeleton } from '../../ui/states.js';
import { Time } from '../../ui/values.js';
import { deviceOf } from './device.js';

type Session = z.infer<(typeof listSessions)['responses'][200]>['items'][number];

/** Where the reader is signed in. */
export function SessionsCard() {
  const t = useText();
  const [ending, setEnding] = useState(false);
  const list = useQuery({ queryKey: ['sessions'], queryFn: ({ signal }) => call(listSessions, { signal }) });
  const sessions = list.data?.items;
  const endOthers = useAct({
    run: () => call(revokeOtherSessions, {}),
    done: ({ ended }) => t('profile.sessions.ended', { count: ended }),
    changes: [['sessions']],
    onDone: () => setEnding(false),
    quiet: true,
  });
  return (
    <Card
      title={t('profile.sessions')}
      count={sessions?.length}
      action={
        sessions &&
        sessions.length > 1 && (
          <Button size="sm" look="danger" onClick={() => setEnding(true)}>
            {t('profile.sessions.endOthers')}
          </Button>
        )
      }
    >
      {sessions ? (
        <ul>
          {[...sessions]
            .sort((one, other) => Number(other.current) - Number(one.current))
            .map((session) => (
              <SessionRow key={session.id} session={session} />
            ))}
        </ul>
      ) : list.error ? (
        <div className="p-4">
          <ErrorState title={t('error.title')} error={list.error} onRetry={() => void list.refetch()} />
        </div>
      ) : (
        <Skeleton rows={3} tall />
      )}
      {ending && (
        <Confirm
          title={t('profile.sessions.endOthers.title')}
          help={t('profile.sessions.endOthers.help')}
          act={t('profile.sessions.endOthers')}
          acting={t('profile.sessions.ending')}
          mutation={endOthers}
          onClose={() => setEnding(false)}
        />
      )}
    </Card>
  );
}

function SessionRow({ session }: { session: Session }) {
  const t = useText();
  const device = deviceOf(session.device);
  const name = device ? t('profile.device', device) : t('profile.device.unknown');
  const end = useAct({
    run: () => call(revokeSession, { params: { id: session.id } }),
    done: t('profile.session.ended'),
    changes: [['sessions']],
  });
  return (
    <li className="flex min-h-(--row-2) flex-wrap items-center gap-x-4 gap-y-1 border-t border-line px-4 py-2 first:border-t-0">
      <span className="min-w-0 flex-1">
        <span className="flex min-w-0 items-center gap-2">
          <span className="truncate font-medium" title={session.device}>
            {name}
          </span>
          {session.current && <Tag>{t('profile.session.this')}</Tag>}
        </span>
        <span className="block truncate text-meta text-fg-3">
          {session.address} · {t('profile.session.seen')} <Time at={session.lastUsedAt} />
        </span>
      </span>
      {!session.current && (
        <Button
          size="sm"
          aria-label={t('profile.session.endOf', { device: name })}
          busy={end.isPending && t('profile.sessions.ending')}
          onClick={() => end.mutate()}
        >
          {t('profile.session.end')}
        </Button>
      )}
    </li>
  );
}
