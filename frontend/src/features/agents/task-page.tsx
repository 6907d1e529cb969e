import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Ban, Ellipsis, OctagonX, Pause, Play } from 'lucide-react';
import { useState } from 'react';
import { cancelTask, getTask, getTranscript, pauseTask, resumeTask, type Task } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { Crumbs, Page, TopBar } from '../../app/page.js';
import { useList } from '../../app/queries.js';
import { useTitle } from '../../app/title.js';
import { useFormat, useText } from '../../text/text.js';
import { IconButton } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Confirm } from '../../ui/confirm.js';
import { Facts } from '../../ui/facts.js';
import { JsonTree } from '../../ui/json-tree.js';
import { LoadMore } from '../../ui/load-more.js';
import { Menu, MenuItem } from '../../ui/menu.js';
import { ErrorState, Note, Skeleton } from '../../ui/states.js';
import { Duration, shortId, Time } from '../../ui/values.js';
import { TaskBadge } from './agent-badge.js';
import { Assigned } from './assigned.js';
import { ApprovalCard } from './chat/approval-card.js';
import { AgentSide, Bubble } from './chat/messages.js';
import { useQuestions } from './chat/use-conversation.js';
import { RateTask } from './rate-task.js';
import { TaskTurns } from './task-turns.js';

const isOver = (task: Task | undefined) => task !== undefined && task.finishedAt !== null;

/** What an agent did on one task, turn by turn. */
export function TaskPage() {
  const t = useText();
  const { id } = useParams({ from: '/shell/tasks/$id' });
  const task = useQuery({
    queryKey: ['task', id],
    queryFn: ({ signal }) => call(getTask, { params: { taskId: id }, signal }),
    refetchInterval: ({ state }) => (isOver(state.data) ? false : 2000),
  });
  const entries = useList(['task', id, 'transcript'], getTranscript, {
    params: { taskId: id },
    query: { limit: 200 },
    refetch: () => (isOver(task.data) ? false : 2000),
  });
  useTitle(t('task.title', { id: shortId(id) }));
  const error = task.error ?? entries.error;
  if (error && !task.data)
    return (
      <Page title={t('task.title', { id: shortId(id) })}>
        <ErrorState title={t('task.failed')} error={error} onRetry={() => void task.refetch()} />
      </Page>
    );
  if (!task.data) return <Skeleton />;
  const { data } = task;
  return (
    <div className="flex min-h-full flex-col bg-surface">
      <TopBar>
        <Crumbs
          parents={[
            <Link key="agents" to="/agents" search={{}} className="rounded-xs hover:underline">
              {t('nav.agents')}
            </Link>,
            <Link
              key="agent"
              to="/agents/$id"
              params={{ id: data.agentId }}
              search={{ tab: 'tasks' }}
              className="rounded-xs hover:underline"
            >
              {data.agentName}
            </Link>,
          ]}
          title={t('task.title', { id: shortId(id) })}
        />
        <span className="flex items-center">
          <TaskBadge status={data.status} />
        </span>
        <div className="ml-auto flex items-center gap-2 py-1.5">
          <TaskActions task={data} />
        </div>
      </TopBar>
      <div className="mx-auto grid w-full max-w-(--page-max) items-start gap-6 px-4 py-6 sm:px-8 lg:grid-cols-[minmax(0,var(--read-max))_minmax(0,1fr)]">
        <div className="grid min-w-0 gap-4">
          <Bubble text={data.goal} />
          {data.input !== null && data.input !== undefined && (
            <div>
              <h2 className="mb-1 text-meta font-medium text-fg-2">{t('task.input')}</h2>
              <JsonTree value={data.input} className="max-h-80" />
            </div>
          )}
          {data.assignment && <Assigned assignment={data.assignment} />}
          {entries.items && <TaskTurns entries={entries.items} />}
          {entries.items?.length === 0 && !data.error && <p className="text-fg-3">{t('task.empty')}</p>}
          <LoadMore {...entries.more} />
          <Questions task={data} />
          {data.handedOff && (
            <AgentSide>
              <p className="text-fg-2">
                {t('chat.handed', { agent: data.handedOff.agentName })}
                <span className="block text-read break-words whitespace-pre-wrap">{data.handedOff.message}</span>
              </p>
            </AgentSide>
          )}
          {data.error && (
            <Note tone="failed" icon={<OctagonX aria-hidden className="size-4 text-failed-solid" strokeWidth={1.75} />}>
              <b className="font-semibold text-failed">
                {data.error.limit ? t(`task.limit.${data.error.limit}`) : data.error.code}
              </b>{' '}
              {data.error.message}
            </Note>
          )}
          {isOver(data) && (
            <section className="border-t border-line pt-4">
              <h2 className="mb-1.5 text-ui">{t('rate.title')}</h2>
              <RateTask key={data.id} task={data} />
            </section>
          )}
        </div>
        <TaskFacts task={data} />
      </div>
    </div>
  );
}

/** What it asks people just now. */
function Questions({ task }: { task: Task }) {
  const items = useQuestions(isOver(task) ? null : task.id);
  if (items.length === 0) return null;
  return (
    <AgentSide>
      {items.map((item) => (
        <ApprovalCard key={item.id} item={item} />
      ))}
    </AgentSide>
  );
}

function TaskFacts({ task }: { task: Task }) {
  const t = useText();
  const format = useFormat();
  return (
    <Card title={t('task.facts')}>
      <Facts
        className="px-4 py-3 tabular-nums"
        facts={[
          [
            t('task.agent'),
            <span key="agent">
              {task.agentName} <span className="text-fg-3">v{task.agentVersion}</span>
            </span>,
          ],
          [t('tasks.begun'), <Time key="begun" at={task.createdAt} />],
          [t('tasks.took'), <Duration key="took" from={task.createdAt} to={task.finishedAt} />],
          [t('task.turns'), format.number(task.turns)],
          [t('run.kv.tokens'), format.tokens(task.usage)],
          [t('run.kv.cost'), format.money(task.usage.costMicros)],
          task.conversationId !== null && [
            t('tasks.from'),
            <Link
              key="conversation"
              to="/agents/$id"
              params={{ id: task.agentId }}
              search={{ tab: 'playground', conversation: task.conversationId }}
              className="link"
            >
              {t('tasks.from.conversation')}
            </Link>,
          ],
          task.parentTaskId !== null && [
            t('tasks.from'),
            <Link key="parent" to="/tasks/$id" params={{ id: task.parentTaskId }} className="link">
              {t('tasks.from.agent')}
            </Link>,
          ],
          task.runId !== null && [
            t('task.run'),
            <Link key="run" to="/runs/$id" params={{ id: task.runId }} search={{}} className="link">
              {shortId(task.runId)}
            </Link>,
          ],
        ]}
      />
    </Card>
  );
}

/** A task that is under way can be held, let go on, and called off. */
function TaskActions({ task }: { task: Task }) {
  const t = useText();
  const may = useMay('agents:run');
  const [asked, setAsked] = useState(false);
  const changes = [['task', task.id], ['tasks'], ['conversation']];
  const pause = useAct({
    run: () => call(task.status === 'paused' ? resumeTask : pauseTask, { params: { taskId: task.id }, body: {} }),
    done: t(task.status === 'paused' ? 'task.resumed' : 'task.paused'),
    changes,
  });
  const cancel = useAct({
    run: () => call(cancelTask, { params: { taskId: task.id }, body: {} }),
    done: t('task.cancelled'),
    changes,
    quiet: true,
    onDone: () => setAsked(false),
  });
  if (isOver(task) || !may.ok) return null;
  const paused = task.status === 'paused';
  return (
    <>
      <Menu
        align="end"
        label={t('task.more')}
        trigger={<IconButton size="sm" icon={Ellipsis} label={t('task.more')} />}
      >
        <MenuItem icon={paused ? Play : Pause} onSelect={() => pause.mutate()}>
          {t(paused ? 'task.resume' : 'task.pause')}
        </MenuItem>
        <MenuItem icon={Ban} danger onSelect={() => setAsked(true)}>
          {t('task.cancel')}
        </MenuItem>
      </Menu>
      {asked && (
        <Confirm
          title={t('task.cancel.title')}
          help={t('task.cancel.help')}
          keep={t('task.cancel.keep')}
          act={t('task.cancel')}
          acting={t('agentJobs.cancelling')}
          mutation={cancel}
          onClose={() => setAsked(false)}
        />
      )}
    </>
  );
}
