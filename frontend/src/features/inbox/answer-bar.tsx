import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { z } from 'zod';
import { answerInboxItem, type InboxItem } from '#libs/contracts';
import { call } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { ApiProblem } from '../../app/problem.js';
import { useKeys } from '../../app/shortcuts.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { cx } from '../../ui/cx.js';
import { Input } from '../../ui/field.js';
import { useReason } from '../../ui/states.js';
import { toast } from '../../ui/toast.js';
import { dollarsOf, microsOf } from '../models/dollars.js';
import { FormAnswer } from './form-answer.js';
import { UnknownAnswer } from './unknown-answer.js';

export type Answer = z.input<typeof answerInboxItem.body>;
export interface Answering {
  send(answer: Answer): void;
  sending: Answer | undefined;
  error: unknown;
  why: string | null;
}

/** The answer, fixed below its item. What was typed stays when the server refuses. */
export function AnswerBar({ item }: { item: InboxItem }) {
  const t = useText();
  const queries = useQueryClient();
  const may = useMay('inbox:answer');
  const mutation = useMutation({
    mutationFn: (body: Answer) => call(answerInboxItem, { params: { id: item.id }, body }),
    onSuccess(next, answer) {
      queries.setQueryData(['inbox', 'item', item.id], next);
      const decision = 'decision' in answer ? answer.decision : undefined;
      toast(
        t(
          decision === 'approved'
            ? 'inbox.done.approved'
            : decision === 'rejected'
              ? 'inbox.done.rejected'
              : 'inbox.done.sent',
        ),
      );
    },
    onSettled: () => void queries.invalidateQueries({ queryKey: ['inbox'] }),
  });
  const answering: Answering = {
    send: mutation.mutate,
    sending: mutation.isPending ? mutation.variables : undefined,
    error: mutation.error,
    why: may.why ?? (item.canAnswer ? null : t('inbox.can.not')),
  };
  return (
    <footer className="shrink-0 border-t border-line bg-surface px-4 py-3 sm:px-8 max-sm:shadow-[0_-8px_24px_light-dark(rgb(20_22_35/.06),rgb(0_0_0/.4))]">
      <Failure error={mutation.error} />
      {(item.kind === 'approval' || item.kind === 'budget') && <Approval item={item} answering={answering} />}
      {item.kind === 'form' && <FormAnswer item={item} answering={answering} />}
      {item.kind === 'unknown' && <UnknownAnswer answering={answering} />}
    </footer>
  );
}

function Failure({ error }: { error: unknown }) {
  const t = useText();
  const reason = useReason(error);
  if (!error) return null;
  return (
    <p role="alert" className="mb-2 text-failed">
      {ApiProblem.is(error, 'INBOX_ITEM_CLOSED') ? t('inbox.already') : reason}
    </p>
  );
}

/** `A` or `R` chooses, `Enter` confirms: never one key alone. */
function Approval({ item, answering }: { item: InboxItem; answering: Answering }) {
  const t = useText();
  const [raise, setRaise] = useState(() => (item.budget ? dollarsOf(item.budget.raiseMicros) : ''));
  const raiseMicros = microsOf(raise);
  const [comment, setComment] = useState('');
  const [chosen, setChosen] = useState<'approved' | 'rejected' | null>(null);
  const off = answering.why !== null || answering.sending !== undefined;
  const send = (decision: 'approved' | 'rejected') =>
    answering.send({
      decision,
      ...(item.budget && decision === 'approved' && raiseMicros !== undefined ? { raiseMicros } : {}),
      ...(comment.trim() && { comment: comment.trim() }),
    });
  useKeys(
    {
      a: () => setChosen('approved'),
      r: () => setChosen('rejected'),
      Escape: () => setChosen(null),
      Enter: (event) => {
        // A focused button or link answers for itself.
        if (!chosen || (event.target instanceof Element && event.target.closest('button,a[href]:not([data-row])')))
          return;
        event.preventDefault();
        send(chosen);
        setChosen(null);
      },
    },
    !off,
  );
  const sending = answering.sending && 'decision' in answering.sending ? answering.sending.decision : undefined;
  return (
    <>
      <p aria-live="assertive" className={cx('text-meta text-fg-2', chosen ? 'mb-2' : 'sr-only')}>
        {chosen && t(`inbox.chosen.${chosen}`)}
      </p>
      <div className="flex flex-wrap items-center gap-2">
        {item.budget && (
          <label className="flex items-center gap-2 whitespace-nowrap text-fg-2">
            {t('inbox.raise')}
            <Input
              inputMode="decimal"
              value={raise}
              aria-invalid={raiseMicros === undefined || undefined}
              onChange={(event) => setRaise(event.target.value)}
              className="w-24! text-right tabular-nums"
            />
          </label>
        )}
        <Input
          aria-label={t('inbox.comment')}
          placeholder={t('inbox.comment')}
          maxLength={2000}
          value={comment}
          onChange={(event) => setComment(event.target.value)}
          className="min-w-0 flex-1 max-sm:basis-full"
        />
        <Button
          look="danger"
          keys="R"
          offBecause={answering.why}
          busy={sending === 'rejected' && t('inbox.rejecting')}
          onClick={() => send('rejected')}
          className={cx('max-sm:flex-1', chosen === 'rejected' && 'shadow-(--focus-ring)!')}
        >
          {t('inbox.reject')}
        </Button>
        <Button
          look="ink"
          keys="A"
          offBecause={answering.why}
          busy={sending === 'approved' && t('inbox.approving')}
          onClick={() => send('approved')}
          className={cx('max-sm:flex-1', chosen === 'approved' && 'shadow-(--focus-ring)!')}
        >
          {t('inbox.approve')}
        </Button>
      </div>
    </>
  );
}
