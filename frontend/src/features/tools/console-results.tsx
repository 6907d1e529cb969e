import { useState } from 'react';
import { ApiProblem } from '../../app/problem.js';
import { useFormat, useText } from '../../text/text.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { cx } from '../../ui/cx.js';
import { JsonTree } from '../../ui/json-tree.js';
import { EmptyState, ErrorState } from '../../ui/states.js';

/** One call of the tool, made here. */
export interface Attempt {
  /** Epoch ms. */
  at: number;
  input: unknown;
  ms: number;
  output?: unknown;
  error?: unknown;
}

/** The result of the last call, and the calls before it. */
export function ConsoleResults({
  attempts,
  outside,
  onAgain,
}: {
  attempts: Attempt[];
  /** The output holds what strangers wrote. */
  outside: boolean;
  onAgain(attempt: Attempt): void;
}) {
  const t = useText();
  const format = useFormat();
  const [chosen, setChosen] = useState<number | null>(null);
  const shown = attempts.find(({ at }) => at === chosen) ?? attempts[0];
  if (!shown)
    return (
      <Card title={t('tools.try.result')}>
        <EmptyState title={t('tools.try.none')} help={t('tools.try.none.help')} />
      </Card>
    );
  return (
    <div className="grid gap-4">
      <Card
        title={t('tools.try.result')}
        action={
          <>
            {outside && shown.error === undefined && (
              <span className="foreign text-meta">{t('panel.input.outside')}</span>
            )}
            <span className="text-fg-3 tabular-nums">{format.duration(shown.ms)}</span>
          </>
        }
      >
        <div role="status" className="p-4">
          {shown.error === undefined ? (
            <JsonTree value={shown.output} className="max-h-120" />
          ) : (
            <Failure error={shown.error} />
          )}
        </div>
      </Card>
      <Card title={t('tools.try.log')} count={attempts.length}>
        <ol>
          {attempts.map((attempt) => (
            <li
              key={attempt.at}
              className={cx(
                'flex items-center gap-3 border-t border-line px-4 py-1.5 first:border-t-0',
                attempt === shown && 'bg-hover',
              )}
            >
              <Badge status={attempt.error === undefined ? 'succeeded' : 'failed'} bare />
              <button
                type="button"
                aria-pressed={attempt === shown}
                className="min-w-0 flex-1 truncate rounded-xs text-left font-mono text-meta hover:underline"
                onClick={() => setChosen(attempt.at)}
              >
                {JSON.stringify(attempt.input)}
              </button>
              <span className="shrink-0 text-meta text-fg-3 tabular-nums">{format.clock(attempt.at)}</span>
              <Button size="sm" look="ghost" onClick={() => onAgain(attempt)}>
                {t('tools.try.again')}
              </Button>
            </li>
          ))}
        </ol>
      </Card>
    </div>
  );
}

/** What went wrong; every field that was refused, not the first alone. */
function Failure({ error }: { error: unknown }) {
  const t = useText();
  const issues = ApiProblem.is(error) ? error.issues : [];
  return (
    <>
      <ErrorState title={t('tools.try.failed')} error={error} />
      {issues.length > 1 && (
        <ul className="mt-2 grid gap-1 text-meta">
          {issues.map(({ path, message }) => (
            <li key={`${path} ${message}`}>
              <code>{path}</code> {message}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
