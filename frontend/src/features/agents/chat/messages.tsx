import { Link } from '@tanstack/react-router';
import { OctagonX, X } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { z } from 'zod';
import type { ConversationMessage, Task } from '#libs/contracts';
import { useFormat, useText } from '../../../text/text.js';
import { IconButton } from '../../../ui/button.js';
import { JsonTree } from '../../../ui/json-tree.js';
import { KindTile } from '../../../ui/kind-tile.js';
import { Note } from '../../../ui/states.js';
import { shortId } from '../../../ui/values.js';
import { RateTask } from '../rate-task.js';
import { JobCard } from './job-card.js';
import { EntrySteps, Reasoning, Words } from './steps.js';
import type { Entry } from './use-conversation.js';

/** What a person said, in a bubble. One that waits for its turn can be taken back. */
export function Bubble({ text, note, onWithdraw }: { text: string; note?: string; onWithdraw?: () => void }) {
  const t = useText();
  return (
    <div className="ml-auto flex max-w-[85%] flex-col items-end gap-1">
      <p className="rounded-xl bg-hover px-3.5 py-2 text-read break-words whitespace-pre-wrap">{text}</p>
      {note && (
        <p className="flex items-center gap-1 text-meta text-fg-3">
          {note}
          {onWithdraw && <IconButton size="sm" icon={X} label={t('chat.withdraw')} onClick={onWithdraw} />}
        </p>
      )}
    </div>
  );
}

/** What the agent says and does, beside its tile. */
export function AgentSide({ children }: { children: ReactNode }) {
  return (
    <div className="grid grid-cols-[1.5rem_minmax(0,1fr)] gap-3">
      <KindTile kind="agent.task" icon="bot" size="sm" />
      <div className="grid min-w-0 gap-2.5">{children}</div>
    </div>
  );
}

/** One message of a conversation, with what led to it. */
export function Message({
  message,
  task,
  entries,
  isLast,
  onSteps,
}: {
  message: ConversationMessage;
  task: Task | undefined;
  /** What the task did; undefined: not asked for. */
  entries: readonly Entry[] | undefined;
  /** The newest answer: it is rated here. */
  isLast: boolean;
  onSteps(taskId: string): void;
}) {
  const t = useText();
  if (message.kind === 'summary') return <Summary message={message} />;
  if (message.role === 'user') return <Bubble text={message.content} />;
  if (message.role === 'tool') return <LateResult message={message} />;
  const reasoning = entries?.find(({ type }) => type === 'answer')?.reasoning;
  return (
    <AgentSide>
      {entries && <EntrySteps entries={entries.filter(({ type }) => type !== 'answer')} />}
      {reasoning && <Reasoning text={reasoning} />}
      {message.kind === 'error' ? (
        <Note tone="failed" icon={<OctagonX aria-hidden className="size-4 text-failed-solid" strokeWidth={1.75} />}>
          <b className="font-semibold text-failed">{t('chat.noAnswer')}</b> {message.content}
        </Note>
      ) : (
        <>
          <Words text={message.content} />
          {message.data !== null && message.data !== undefined && (
            <JsonTree value={message.data} className="max-h-80" />
          )}
        </>
      )}
      {message.jobs.map((job) => (
        <JobCard key={job.id} {...job} />
      ))}
      {task && <Foot task={task} more={entries === undefined} onSteps={() => onSteps(task.id)} />}
      {isLast && task && message.kind === 'message' && <RateTask key={task.id} task={task} />}
    </AgentSide>
  );
}

/** What an answer took. */
function Foot({ task, more, onSteps }: { task: Task; more: boolean; onSteps(): void }) {
  const t = useText();
  const format = useFormat();
  const ms = task.finishedAt === null ? null : Date.parse(task.finishedAt) - Date.parse(task.createdAt);
  return (
    <p className="flex flex-wrap items-center gap-x-3 text-meta text-fg-3 tabular-nums">
      <span>{format.duration(ms)}</span>
      <span>{format.money(task.usage.costMicros)}</span>
      <Link to="/tasks/$id" params={{ id: task.id }} className="link">
        {t('task.title', { id: shortId(task.id) })}
      </Link>
      {more && task.turns > 1 && (
        <button type="button" className="link" onClick={onSteps}>
          {t('chat.steps')}
        </button>
      )}
    </p>
  );
}

/** What came by itself: the result of a job, or the words with which another agent took over. */
function LateResult({ message }: { message: ConversationMessage }) {
  const t = useText();
  if (message.jobId)
    return (
      <AgentSide>
        <p className="text-meta text-fg-3">{t('chat.late')}</p>
        <JobCard id={message.jobId} tool={message.tool ?? ''} />
      </AgentSide>
    );
  const handed = handedOver.safeParse(jsonOf(message.content)).data;
  return (
    <AgentSide>
      <p className="text-fg-2">
        {handed ? t('chat.handed', { agent: handed.handedTo }) : message.tool}
        <span className="block text-read break-words whitespace-pre-wrap">{handed?.message ?? message.content}</span>
      </p>
    </AgentSide>
  );
}

const handedOver = z.object({ handedTo: z.string(), message: z.string() });
const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** What the model is told of everything that was said before. */
function Summary({ message }: { message: ConversationMessage }) {
  const t = useText();
  const [open, setOpen] = useState(false);
  return (
    <div className="rounded-md border border-dashed border-line-strong px-3 py-2 text-meta text-fg-2">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="rounded-xs text-left hover:text-fg hover:underline"
      >
        {t('chat.summary', { seq: message.coversThrough ?? 0 })}
      </button>
      {open && <p className="mt-1.5 text-read break-words whitespace-pre-wrap">{message.content}</p>}
    </div>
  );
}
