import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { listTasks, type Run } from '#libs/contracts';
import { call } from '../../app/call.js';
import { useText } from '../../text/text.js';
import { TaskBadge } from '../agents/agent-badge.js';
import type { Status } from '../../ui/tone.js';
import { Assigned } from '../agents/assigned.js';

/** Who works on an agent's step, why it is this one, and how far it is; of several attempts the newest. */
export function StepAgent({ run, path, status }: { run: Run; path: string; status: Status }) {
  const t = useText();
  const isOver = !['running', 'waiting', 'pending', 'paused'].includes(status);
  const tasks = useQuery({
    queryKey: ['tasks', 'of-step', run.id, path, isOver],
    queryFn: ({ signal }) => call(listTasks, { query: { runId: run.id, stepPath: path, limit: 1 }, signal }),
    refetchInterval: isOver ? false : 2000,
  });
  const task = tasks.data?.items[0];
  if (!task) return null;
  return (
    <div className="grid gap-1 rounded-sm border border-line px-3 py-2">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <Link to="/agents/$id" params={{ id: task.agentId }} search={{}} className="link font-medium">
          {task.agentName}
        </Link>
        <TaskBadge status={task.status} />
        <span className="text-fg-3 tabular-nums">{t('run.agent.turns', { count: task.turns })}</span>
        {task.handedOff && <span className="text-fg-2">{t('chat.handed', { agent: task.handedOff.agentName })}</span>}
        <Link to="/tasks/$id" params={{ id: task.id }} className="link ml-auto">
          {t('run.transcript.open')}
        </Link>
      </p>
      {task.assignment && <Assigned assignment={task.assignment} />}
    </div>
  );
}
