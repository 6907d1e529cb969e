import type { StepTest } from '#libs/contracts';
import { useFormat, useText } from '../../../text/text.js';
import { Code } from '../../../ui/code.js';
import { cx } from '../../../ui/cx.js';
import { JsonTree } from '../../../ui/json-tree.js';

/** A result in the form that fits its kind: scores as bars, a text as prose, fields as a table; JSON else. */
export function ResultView({ kind, value, test }: { kind: string; value: unknown; test: StepTest | undefined }) {
  const t = useText();
  if (test?.error)
    return (
      <div className="rounded-md bg-[color-mix(in_srgb,var(--failed-soft)_65%,var(--surface))] p-3">
        <p className="font-semibold text-failed">{test.error.code}</p>
        <p className="mt-0.5 break-words text-fg-2">{test.error.message}</p>
      </div>
    );
  if (test?.status === 'waiting')
    return (
      <>
        <p className="text-fg-2">{t('panel.output.waits')}</p>
        <JsonTree value={test.waitingFor} />
      </>
    );
  return (
    <div className="grid gap-2.5">
      <Shape kind={kind} value={value} />
      {test && test.logs.length > 0 && <Code label={t('run.logs')}>{test.logs.join('\n')}</Code>}
      {test?.warnings.map((warning) => (
        <p key={warning} className="text-meta text-waiting">
          {warning}
        </p>
      ))}
    </div>
  );
}

function Shape({ kind, value }: { kind: string; value: unknown }) {
  if (kind === 'ai.classify') {
    const scores = scoresOf(value);
    if (scores.length > 0)
      return (
        <>
          <Scores scores={scores} />
          <JsonTree value={value} />
        </>
      );
  }
  const text = proseOf(kind, value);
  if (text !== undefined) return <p className="max-w-(--read-max) text-read whitespace-pre-wrap">{text}</p>;
  return <JsonTree value={value ?? null} />;
}

interface Score {
  label: string;
  confidence: number;
}

function scoresOf(value: unknown): Score[] {
  const { scores, label, confidence } = (value ?? {}) as { scores?: Score[]; label?: string; confidence?: number };
  if (Array.isArray(scores) && scores.length > 0)
    return scores.toSorted((a, b) => b.confidence - a.confidence).slice(0, 8);
  return typeof label === 'string' && typeof confidence === 'number' ? [{ label, confidence }] : [];
}

function Scores({ scores }: { scores: Score[] }) {
  const format = useFormat();
  return (
    <ul className="grid gap-1.5">
      {scores.map(({ label, confidence }, index) => (
        <li key={label} className="grid grid-cols-[6rem_minmax(0,1fr)_3rem] items-center gap-3">
          <span className={cx('truncate', index === 0 ? 'font-semibold' : 'text-fg-2')}>{label}</span>
          <span className="h-1.5 rounded-full bg-pressed">
            <span
              className={cx('block h-full rounded-full', index === 0 ? 'bg-chart-1' : 'bg-line-control')}
              style={{ width: `${Math.max(1, confidence * 100)}%` }}
            />
          </span>
          <span className={cx('text-right tabular-nums', index === 0 ? 'font-semibold' : 'text-fg-2')}>
            {format.percent(confidence)}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** The field that holds the words, where the words are the result. */
const prose: Readonly<Record<string, string>> = {
  'ai.generate': 'text',
  'ai.prompt': 'text',
  'ai.summarize': 'summary',
  'ai.translate': 'text',
  'agent.task': 'answer',
};
const proseOf = (kind: string, value: unknown): string | undefined => {
  const field = prose[kind];
  const text = field && (value as Record<string, unknown> | null)?.[field];
  return typeof text === 'string' ? text : undefined;
};
