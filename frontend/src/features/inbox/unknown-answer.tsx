import { useState } from 'react';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Input } from '../../ui/field.js';
import type { Answering } from './answer-bar.js';

/** A step of which nobody knows whether it took effect: it happened, repeat it, or fail it. */
export function UnknownAnswer({ answering }: { answering: Answering }) {
  const t = useText();
  const [comment, setComment] = useState('');
  const send = (decision: 'happened' | 'repeat' | 'fail') =>
    answering.send({ decision, ...(comment.trim() && { comment: comment.trim() }) });
  const busy = (decision: string) =>
    answering.sending &&
    'decision' in answering.sending &&
    answering.sending.decision === decision &&
    t('inbox.submitting');
  return (
    <div className="flex flex-wrap items-center gap-2">
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
        offBecause={answering.why}
        busy={busy('fail')}
        onClick={() => send('fail')}
        className="max-sm:flex-1"
      >
        {t('inbox.fail')}
      </Button>
      <Button offBecause={answering.why} busy={busy('repeat')} onClick={() => send('repeat')} className="max-sm:flex-1">
        {t('inbox.repeat')}
      </Button>
      <Button
        look="ink"
        offBecause={answering.why}
        busy={busy('happened')}
        onClick={() => send('happened')}
        className="max-sm:flex-1"
      >
        {t('inbox.happened')}
      </Button>
    </div>
  );
}
