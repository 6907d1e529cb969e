import { Copy, OctagonX } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { ApiProblem } from '../app/problem.js';
import { useText } from '../text/text.js';
import { Button, IconButton } from './button.js';
import { cx } from './cx.js';

/** Nothing is here: one sentence what would be, one what to do, one button. */
export function EmptyState({ title, help, action }: { title: ReactNode; help?: ReactNode; action?: ReactNode }) {
  return (
    <div className="grid min-h-37 content-center justify-items-start gap-1 p-5">
      <p className="font-semibold">{title}</p>
      {help && <p className="mb-2.5 max-w-(--read-max) text-fg-2">{help}</p>}
      {action && <div className={help ? undefined : 'mt-2'}>{action}</div>}
    </div>
  );
}

/** What failed, why if known, what to do. Only the pane that failed shows it. */
export function ErrorState({ title, error, onRetry }: { title: string; error: unknown; onRetry?: () => void }) {
  const t = useText();
  const [open, setOpen] = useState(false);
  const problem = ApiProblem.is(error) ? error : undefined;
  const code = problem?.code ?? 'UNEXPECTED_ANSWER';
  const requestId = problem?.details.requestId;
  return (
    <div
      role="alert"
      className="flex gap-2.5 rounded-md bg-[color-mix(in_srgb,var(--failed-soft)_65%,var(--surface))] p-3 text-fg-2"
    >
      <OctagonX aria-hidden className="mt-0.5 size-4 shrink-0 text-failed-solid" strokeWidth={1.75} />
      <div className="min-w-0 flex-1">
        <p>
          <b className="font-semibold text-failed">{title}</b> {useReason(error)}
        </p>
        <div className="mt-2 flex flex-wrap gap-2">
          {onRetry && (
            <Button size="sm" onClick={onRetry}>
              {t('do.tryAgain')}
            </Button>
          )}
          <Button size="sm" look="ghost" aria-expanded={open} onClick={() => setOpen(!open)}>
            {t(open ? 'do.hideDetails' : 'do.showDetails')}
          </Button>
        </div>
        {open && (
          <dl className="mt-2 grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-4 gap-y-1 text-meta">
            <dt className="text-fg-3">{t('error.code')}</dt>
            <dd className="font-mono">{code}</dd>
            {requestId && (
              <>
                <dt className="text-fg-3">{t('error.request')}</dt>
                <dd className="flex items-center gap-1 font-mono">
                  <span className="truncate">{requestId}</span>
                  <IconButton
                    size="sm"
                    icon={Copy}
                    label={t('do.copy')}
                    onClick={() => void navigator.clipboard?.writeText(requestId)}
                  />
                </dd>
              </>
            )}
          </dl>
        )}
      </div>
    </div>
  );
}

/** What happened, then what to do, in words for a person. */
export function useReason(error: unknown): string {
  return useReasons()(error);
}

/** The same for errors that come later. */
export function useReasons(): (error: unknown) => string {
  const t = useText();
  return (error) => {
    if (!ApiProblem.is(error)) return t('error.unexpected');
    if (error.code === 'NETWORK') return t('error.network');
    if (error.code === 'UNEXPECTED_ANSWER') return t('error.unexpected');
    if (error.code === 'FORBIDDEN') return t('error.noPermission');
    const issue = error.issues[0];
    const what = issue
      ? `${sentence(error.message)} ${issue.path ? `${issue.path}: ` : ''}${issue.message}`
      : error.message;
    return [what, error.details.help]
      .filter(Boolean)
      .map((text) => sentence(text as string))
      .join(' ');
  };
}
const sentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);

/** Grey bars in the shape of rows; unseen for the first 200 ms. */
export function Skeleton({ rows = 6, tall = false }: { rows?: number; tall?: boolean }) {
  const t = useText();
  return (
    <div role="status" aria-label={t('app.loading')} className="late">
      {Array.from({ length: rows }, (_, row) => (
        <div
          key={row}
          aria-hidden
          className={cx(
            'flex items-center gap-4 border-t border-line px-4 first:border-t-0',
            tall ? 'h-(--row-2)' : 'h-(--row)',
          )}
        >
          <span className="h-2.5 w-16 rounded-xs bg-pressed" />
          <span className={cx('h-2.5 rounded-xs bg-pressed', ['w-44', 'w-32', 'w-52'][row % 3])} />
          <span className="ml-auto h-2.5 w-12 rounded-xs bg-pressed" />
        </div>
      ))}
    </div>
  );
}

/** A quiet line at the side of things, in a status's colour. */
export function Note({
  tone,
  icon,
  children,
}: {
  tone: 'waiting' | 'failed' | 'running';
  icon: ReactNode;
  children: ReactNode;
}) {
  const backs = {
    waiting: 'bg-[color-mix(in_srgb,var(--waiting-soft)_65%,var(--surface))]',
    failed: 'bg-[color-mix(in_srgb,var(--failed-soft)_65%,var(--surface))]',
    running: 'bg-[color-mix(in_srgb,var(--running-soft)_65%,var(--surface))]',
  };
  return (
    <div className={cx('flex items-start gap-2.5 rounded-md px-3 py-2.5 text-fg-2', backs[tone])}>
      <span className="mt-0.5 shrink-0">{icon}</span>
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  );
}
