import { LoaderCircle, WifiOff } from 'lucide-react';
import type { ConversationMessage } from '#libs/contracts';
import { useText } from '../../../text/text.js';
import { useTools } from '../editor/use-tools.js';
import type { Piece } from './answer.js';
import { ApprovalCard } from './approval-card.js';
import { AgentSide, Bubble } from './messages.js';
import { EntrySteps, LiveSteps } from './steps.js';
import { useQuestions, type Entry } from './use-conversation.js';
import type { Sent } from './use-sending.js';

interface WorkProps {
  working: string | null;
  said: readonly ConversationMessage[];
  here: readonly Sent[];
  /** What the task at work did so far, where no stream tells it. */
  entries: readonly Entry[] | undefined;
  waiting: readonly { taskId: string; role: 'user' | 'tool'; content: string }[];
  onWithdraw(taskId: string): void;
}

/** What is under way: the answer as it comes, what it asks, and what waits for its turn. */
export function AtWork({ working, said, here, entries, waiting, onWithdraw }: WorkProps) {
  const t = useText();
  const tools = useTools();
  const questions = useQuestions(working);
  const known = new Set(said.flatMap(({ taskId }) => taskId ?? []));
  const queued = new Set(waiting.map(({ taskId }) => taskId));
  const live = here.find((each) => each.taskId === working || (working === null && !queued.has(each.taskId ?? '')));
  const current = live?.taskId ?? working;
  const answered = current !== null && said.some(({ role, taskId }) => role === 'assistant' && taskId === current);
  const isForeign = (name: string) => tools.data?.find((tool) => tool.name === name)?.outside ?? false;
  // What was sent and is neither a message nor in the line yet.
  const fresh = here.filter(({ taskId }) => taskId === null || (!known.has(taskId) && !queued.has(taskId)));
  // A call that asks stands in the question, with all that it would do.
  const asks = (tool: string | null) => questions.some(({ stepName }) => stepName === tool);
  const isAsked = (piece: Piece) => piece.type === 'call' && piece.call.result === null && asks(piece.call.tool);
  const comesLater = (each: Sent) => working !== null && each.taskId !== working;
  return (
    <>
      {fresh.map((each) => !comesLater(each) && <Bubble key={each.key} text={each.content} />)}
      {(working !== null || live) && !answered && (
        <AgentSide>
          {live && live.pieces.length > 0 ? (
            <LiveSteps pieces={live.pieces.filter((piece) => !isAsked(piece))} outside={isForeign} />
          ) : (
            entries && <EntrySteps entries={entries.filter(({ output, tool }) => output !== null || !asks(tool))} />
          )}
          {questions.map((item) => (
            <ApprovalCard key={item.id} item={item} />
          ))}
          {questions.length === 0 && <Working isBroken={live?.isBroken ?? false} />}
        </AgentSide>
      )}
      {fresh.map((each) => comesLater(each) && <Bubble key={each.key} text={each.content} note={t('chat.waiting')} />)}
      {waiting.map(({ taskId, role, content }) => (
        <Bubble
          key={taskId}
          text={role === 'user' ? content : t('chat.waiting.result')}
          note={t('chat.waiting')}
          onWithdraw={() => onWithdraw(taskId)}
        />
      ))}
    </>
  );
}

function Working({ isBroken }: { isBroken: boolean }) {
  const t = useText();
  const Icon = isBroken ? WifiOff : LoaderCircle;
  return (
    <p role="status" className="flex items-center gap-1.5 text-meta text-fg-3">
      <Icon aria-hidden className={isBroken ? 'size-3.5' : 'spin size-3.5'} strokeWidth={1.75} />
      {t(isBroken ? 'chat.broken' : 'chat.working')}
    </p>
  );
}
