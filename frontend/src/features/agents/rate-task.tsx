import { Star } from 'lucide-react';
import { useState } from 'react';
import { rateTask, type Task } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { cx } from '../../ui/cx.js';
import { Textarea } from '../../ui/field.js';
import { Tooltip } from '../../ui/tooltip.js';

const scores = [1, 2, 3, 4, 5] as const;

/** How good a result is, one to five, and in words if wanted. Said again it replaces what was said before. */
export function RateTask({ task }: { task: Task }) {
  const t = useText();
  const may = useMay('agents:run');
  const [writing, setWriting] = useState(false);
  const [comment, setComment] = useState(task.rating?.comment ?? '');
  const rate = useAct({
    run: (given: { score: number; comment?: string }) => call(rateTask, { params: { taskId: task.id }, body: given }),
    done: t('rate.done'),
    changes: [['task', task.id], ['tasks'], ['conversation', task.conversationId], ['agent', task.agentId]],
    onDone: () => setWriting(false),
  });
  if (task.finishedAt === null) return null;
  const given = rate.isPending ? rate.variables.score : (task.rating?.score ?? 0);
  const said = comment.trim() === '' ? {} : { comment: comment.trim() };
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <div role="group" aria-label={t('rate.title')} className="flex items-center">
          {scores.map((score) => (
            <Tooltip key={score} label={may.why ?? t(`rate.${score}`)}>
              <button
                type="button"
                aria-label={t(`rate.${score}`)}
                aria-pressed={given === score}
                aria-disabled={!may.ok || undefined}
                onClick={() => may.ok && rate.mutate({ score, ...said })}
                className="grid size-7 place-items-center rounded-sm text-fg-3 hover:bg-hover hover:text-fg pointer-coarse:size-10"
              >
                <Star
                  aria-hidden
                  className={cx('size-4', score <= given && 'fill-current text-waiting-solid')}
                  strokeWidth={1.75}
                />
              </button>
            </Tooltip>
          ))}
        </div>
        {given > 0 && !writing && (
          <button type="button" className="link text-meta" onClick={() => setWriting(true)}>
            {t(task.rating?.comment ? 'rate.comment.change' : 'rate.comment.add')}
          </button>
        )}
        {task.rating?.comment && !writing && (
          <span className="min-w-0 text-meta break-words text-fg-2">“{task.rating.comment}”</span>
        )}
      </div>
      {writing && (
        <form
          className="grid max-w-120 gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            rate.mutate({ score: given, ...said });
          }}
        >
          <Textarea
            autoFocus
            rows={2}
            aria-label={t('rate.comment')}
            placeholder={t('rate.comment')}
            maxLength={2000}
            value={comment}
            onChange={(event) => setComment(event.target.value)}
          />
          <div className="flex justify-end gap-2">
            <Button size="sm" onClick={() => setWriting(false)}>
              {t('do.cancel')}
            </Button>
            <Button size="sm" type="submit" busy={rate.isPending && t('save.saving')}>
              {t('save.do')}
            </Button>
          </div>
        </form>
      )}
    </div>
  );
}
