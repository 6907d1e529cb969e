import { Link } from '@tanstack/react-router';
import { ChevronRight, Globe } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useFormat, useText } from '../../../text/text.js';
import { Badge } from '../../../ui/badge.js';
import { cx } from '../../../ui/cx.js';
import { JsonTree } from '../../../ui/json-tree.js';
import { KindTile } from '../../../ui/kind-tile.js';
import { StatusIcon } from '../../../ui/status-icon.js';
import type { Status } from '../../../ui/tone.js';
import { useNow } from '../../../ui/values.js';
import type { LiveCall } from './answer.js';
import type { Entry } from './use-conversation.js';

interface Shown {
  tool: string;
  input: unknown;
  status: Status;
  output?: unknown;
  error?: { code: string; message: string } | undefined;
  ms: number | null;
  outside?: boolean;
  approval?: Entry['approval'];
  childTaskId?: string | null;
  costMicros?: number;
  attempts?: number;
}

/** A call as a transcript tells of it. */
export function EntryCard({ entry }: { entry: Entry }) {
  const result = entry.output as { output?: unknown; error?: { code: string; message: string } } | null;
  const asks = entry.approval !== null && entry.approval.decision === null;
  const status: Status = result === null ? (asks ? 'waiting' : 'running') : result.error ? 'failed' : 'succeeded';
  return (
    <ToolCard
      tool={entry.tool ?? ''}
      input={entry.input}
      status={status}
      output={result?.output}
      error={result?.error}
      ms={entry.ms}
      outside={entry.outside}
      approval={entry.approval}
      childTaskId={entry.childTaskId}
      costMicros={entry.usage.costMicros}
      attempts={entry.attempts}
    />
  );
}

/** A call as a stream tells of it. */
export function LiveCard({ call, outside }: { call: LiveCall; outside: boolean }) {
  const now = useNow(call.to === null ? 500 : 0);
  const told = call.result !== null && call.result !== 'untold' ? call.result : undefined;
  const error = told && 'error' in told ? told.error : undefined;
  return (
    <ToolCard
      tool={call.tool}
      input={call.input}
      status={call.result === null ? 'running' : call.result === 'untold' ? 'skipped' : error ? 'failed' : 'succeeded'}
      output={told && 'output' in told ? told.output : undefined}
      error={error}
      ms={(call.to ?? Math.max(now, call.from)) - call.from}
      outside={outside && told !== undefined}
    />
  );
}

/** A 36 px row: tile, name, short argument, how it went, time; opens to arguments and result. */
function ToolCard(shown: Shown) {
  const t = useText();
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const { tool, input, status, ms, outside = false, error } = shown;
  return (
    <div className="overflow-hidden rounded-md border border-line">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex h-9 w-full items-center gap-2 px-2.5 text-left -outline-offset-2 hover:bg-hover"
      >
        <KindTile kind="tool.call" icon="wrench" size="sm" />
        <span className="max-w-[45%] shrink-0 truncate font-mono text-meta font-medium">{tool}</span>
        <span className="min-w-0 flex-1 truncate text-meta text-fg-3">{shortOf(input)}</span>
        {outside && <FromOutside />}
        {status === 'succeeded' || status === 'failed' ? (
          <span
            className={cx(
              'inline-flex items-center gap-1.25 text-meta font-medium tabular-nums',
              status === 'failed' ? 'text-failed' : 'text-succeeded',
            )}
          >
            <StatusIcon status={status} />
            <span className="sr-only">{t(`status.${status}`)}</span>
            {ms !== null && format.duration(ms)}
          </span>
        ) : status === 'skipped' ? (
          <span className="text-meta text-fg-3">{t('chat.notMade')}</span>
        ) : (
          <Badge status={status} />
        )}
        <ChevronRight
          aria-hidden
          className={cx('size-3.5 shrink-0 text-fg-3 transition-transform', open && 'rotate-90')}
          strokeWidth={1.75}
        />
      </button>
      {error && !open && (
        <p className="truncate border-t border-line px-3 py-1.5 text-meta text-failed" title={error.message}>
          {error.message}
        </p>
      )}
      {open && <Inside {...shown} />}
    </div>
  );
}

function Inside({ input, output, error, status, outside, approval, childTaskId, costMicros = 0, attempts = 1 }: Shown) {
  const t = useText();
  const format = useFormat();
  return (
    <div className="grid gap-2 border-t border-line bg-canvas px-3 py-2.5">
      <Part title={t('task.arguments')}>
        <JsonTree value={input} className="max-h-80" />
      </Part>
      {error && (
        <Part title={t('task.error')}>
          <p className="break-words text-failed">
            <span className="font-mono text-meta">{error.code}</span> {error.message}
          </p>
        </Part>
      )}
      {status === 'succeeded' && (
        <Part title={outside ? t('task.result.outside') : t('task.result')}>
          <JsonTree value={output ?? null} className={cx('max-h-80', outside && 'ring ring-foreign')} />
        </Part>
      )}
      {approval && <ApprovalLine approval={approval} />}
      {(costMicros > 0 || attempts > 1 || childTaskId) && (
        <p className="flex flex-wrap gap-x-3 text-meta text-fg-3 tabular-nums">
          {costMicros > 0 && <span>{format.money(costMicros)}</span>}
          {attempts > 1 && <span>{t('task.attempts', { count: attempts })}</span>}
          {childTaskId && (
            <Link to="/tasks/$id" params={{ id: childTaskId }} className="link">
              {t('task.child')}
            </Link>
          )}
        </p>
      )}
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="grid min-w-0 gap-1">
      <h3 className="text-meta font-medium">{title}</h3>
      {children}
    </div>
  );
}

function ApprovalLine({ approval }: { approval: NonNullable<Entry['approval']> }) {
  const t = useText();
  const { decision, by, comment, reason } = approval;
  return (
    <p className="text-meta text-fg-2">
      {t(`task.asked.${reason}`)}{' '}
      {decision === null
        ? t('task.asked.open')
        : t(`task.asked.${decision}`, { by: by.length > 0 ? by.join(', ') : '–' })}
      {comment && <span className="block break-words">“{comment}”</span>}
    </p>
  );
}

/** Where words of strangers first appear. */
function FromOutside() {
  const t = useText();
  return (
    <span className="inline-flex shrink-0 items-center gap-1 text-meta font-medium text-foreign">
      <Globe aria-hidden className="size-3.25" strokeWidth={1.75} />
      <span className="max-sm:sr-only">{t('agents.outside')}</span>
    </span>
  );
}

/** The one argument that says most: short texts and numbers in their order. */
function shortOf(input: unknown): string {
  if (input === null || input === undefined) return '';
  if (typeof input !== 'object') return String(input);
  const plain = Object.values(input).filter((value) => ['string', 'number', 'boolean'].includes(typeof value));
  return plain.length > 0 ? plain.map(String).join(', ') : JSON.stringify(input);
}
