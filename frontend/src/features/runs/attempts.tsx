import { useFormat, useText } from '../../text/text.js';
import { StatusIcon } from '../../ui/status-icon.js';
import { tones, type Status } from '../../ui/tone.js';
import { cx } from '../../ui/cx.js';
import { useNow } from '../../ui/values.js';
import type { Span } from './run-state.js';
import type { StepView } from './run-view.js';

const row = 'grid min-h-6.5 grid-cols-[2.25rem_minmax(0,1fr)_auto] items-center gap-x-1 text-meta';

/** Each attempt: what came of it and how long it took, with the pauses between. */
export function Attempts({ step }: { step: StepView }) {
  const t = useText();
  const format = useFormat();
  const now = useNow(step.spans.some((span) => span.to === null) ? 1000 : 0);
  if (step.spans.length === 0) return <p className="text-fg-3">{t('run.attempt.none')}</p>;
  return (
    <ol>
      {step.spans.map((span, index) => {
        const before = step.spans[index - 1];
        const pause =
          before?.to && span.outcome !== 'waiting' && before.outcome === 'failed' ? span.from - before.to : 0;
        const status: Status = span.outcome;
        return (
          <li key={index}>
            {pause > 0 && (
              <div className={row}>
                <span />
                <span className="text-fg-3">{t('run.attempt.waited')}</span>
                <span className="text-fg-3 tabular-nums">{format.duration(pause)}</span>
              </div>
            )}
            <div className={row}>
              <span className={cx('flex items-center gap-1.25 font-medium', tones[status].text)}>
                <StatusIcon status={status} />
                {span.attempt}
              </span>
              <span className="text-fg-2">{words(span, t)}</span>
              <span className="text-fg-3 tabular-nums">{format.duration((span.to ?? now) - span.from)}</span>
            </div>
          </li>
        );
      })}
    </ol>
  );
}

function words(span: Span, t: ReturnType<typeof useText>): string {
  if (span.error) return t('run.attempt.failed', { code: span.error.code, message: span.error.message });
  if (span.outcome === 'waiting') return t('run.attempt.waiting');
  if (span.outcome === 'running') return t('run.attempt.running');
  return span.outcome === 'succeeded' ? t('run.attempt.ok') : t(`status.${span.outcome}`);
}
