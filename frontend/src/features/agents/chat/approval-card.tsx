import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Globe } from 'lucide-react';
import { Fragment, type ReactNode } from 'react';
import { answerInboxItem, type InboxItem } from '#libs/contracts';
import { useAct } from '../../../app/act.js';
import { call } from '../../../app/call.js';
import { useMay } from '../../../app/may.js';
import { useText } from '../../../text/text.js';
import { Badge } from '../../../ui/badge.js';
import { Button } from '../../../ui/button.js';
import { JsonTree } from '../../../ui/json-tree.js';
import { KindTile } from '../../../ui/kind-tile.js';
import { useReason } from '../../../ui/states.js';

/** A call that asks: the exact arguments, what of them comes from outside, and the answer in place. Other questions lead to the inbox. */
export function ApprovalCard({ item }: { item: InboxItem }) {
  const t = useText();
  const queries = useQueryClient();
  const may = useMay('inbox:answer');
  const answer = useAct({
    run: (decision: 'approved' | 'rejected') => call(answerInboxItem, { params: { id: item.id }, body: { decision } }),
    changes: [['inbox'], ['conversation'], ['task']],
    quiet: true,
    onDone: (next) => void queries.setQueryData(['inbox', 'item', item.id], next),
  });
  const reason = useReason(answer.error);
  const why = may.why ?? (item.canAnswer ? null : t('inbox.can.not'));
  const busy = (decision: 'approved' | 'rejected') => answer.isPending && answer.variables === decision;
  const foreign = partsOf(item);
  return (
    <section
      aria-label={item.title}
      className="overflow-hidden rounded-md border-[1.5px] border-waiting-solid bg-surface"
    >
      <header className="flex min-h-9 flex-wrap items-center gap-2 px-2.5 py-1.5">
        <KindTile kind="tool.call" icon="wrench" size="sm" />
        <span className="font-mono text-meta font-medium">{item.stepName}</span>
        <span className="ml-auto">
          <Badge status="waiting">{t(item.canAnswer ? 'inbox.waitingForYou' : 'inbox.waiting')}</Badge>
        </span>
      </header>
      {item.kind === 'approval' ? (
        <Arguments value={item.facts.find(({ label }) => label === 'Arguments')?.value} foreign={foreign} />
      ) : (
        <p className="border-t border-line px-3 py-2">{item.title}</p>
      )}
      <footer className="flex flex-wrap items-center gap-2 border-t border-line bg-canvas px-3 py-2">
        <span className="min-w-40 flex-1 text-meta text-fg-2">
          {foreign.length > 0 ? (
            <>
              {t('chat.asks.outside')}{' '}
              <span className="inline-flex items-center gap-1 font-medium text-foreign">
                <Globe aria-hidden className="size-3.25" strokeWidth={1.75} />
                {t('agents.outside')}
              </span>
            </>
          ) : (
            t(item.kind === 'approval' ? 'chat.asks.policy' : `inbox.kind.${item.kind}`)
          )}{' '}
          <Link to="/inbox/{-$id}" params={{ id: item.id }} search={{}} className="link">
            {t('chat.asks.inbox')}
          </Link>
        </span>
        {item.kind === 'approval' && (
          <span className="ml-auto flex gap-2">
            <Button
              size="sm"
              look="danger"
              offBecause={why}
              busy={busy('rejected') && t('inbox.rejecting')}
              onClick={() => answer.mutate('rejected')}
            >
              {t('inbox.reject')}
            </Button>
            <Button
              size="sm"
              look="ink"
              offBecause={why}
              busy={busy('approved') && t('inbox.approving')}
              onClick={() => answer.mutate('approved')}
            >
              {t('inbox.approve')}
            </Button>
          </span>
        )}
        {answer.error && (
          <p role="alert" className="w-full text-meta text-failed">
            {reason}
          </p>
        )}
      </footer>
    </section>
  );
}

/** What of the arguments strangers wrote, as the platform found it. */
function partsOf(item: InboxItem): string[] {
  const value = item.facts.find(({ label }) => label === 'Comes from outside')?.value;
  return Array.isArray(value) ? value.filter((part): part is string => typeof part === 'string') : [];
}

function Arguments({ value, foreign }: { value: unknown; foreign: readonly string[] }) {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    return (
      <div className="border-t border-line p-2">
        <JsonTree value={value ?? null} />
      </div>
    );
  return (
    <dl>
      {Object.entries(value).map(([name, each]) => (
        <div
          key={name}
          className="grid grid-cols-[5.5rem_minmax(0,1fr)] gap-3 border-t border-line px-3 py-2 sm:grid-cols-[7rem_minmax(0,1fr)]"
        >
          <dt className="break-words text-fg-3">{name}</dt>
          <dd className="min-w-0 break-words whitespace-pre-wrap">
            {typeof each === 'object' && each !== null ? (
              <JsonTree value={each} />
            ) : (
              <Marked text={String(each)} parts={foreign} />
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** A text in which what strangers wrote is underlined. */
function Marked({ text, parts }: { text: string; parts: readonly string[] }): ReactNode {
  const known = parts.filter((part) => part !== '' && text.includes(part)).sort((a, b) => b.length - a.length);
  if (known.length === 0) return text;
  const pattern = new RegExp(`(${known.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})`, 'g');
  return text.split(pattern).map((piece, index) =>
    index % 2 === 1 ? (
      <span key={index} className="foreign">
        {piece}
      </span>
    ) : (
      <Fragment key={index}>{piece}</Fragment>
    ),
  );
}
