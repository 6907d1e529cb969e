import { useState } from 'react';
import { cancelTask, type Agent } from '#libs/contracts';
import { useAct } from '../../../app/act.js';
import { call } from '../../../app/call.js';
import { useMay } from '../../../app/may.js';
import { useText } from '../../../text/text.js';
import { Button } from '../../../ui/button.js';
import { ErrorState, Skeleton, useReason } from '../../../ui/states.js';
import { useActivate } from '../agent-actions.js';
import { AtWork } from './at-work.js';
import { ChatFacts } from './chat-facts.js';
import { Composer } from './composer.js';
import { Message } from './messages.js';
import { useBottom } from './use-bottom.js';
import { useConversation, useTranscripts } from './use-conversation.js';
import { useSending } from './use-sending.js';

/** Of the newest answers what led to them is shown; of others when it is asked for. */
const shownSteps = 8;
/** What is typed and not sent, by conversation: it outlives a look at another tab. */
const typed = new Map<string, string>();

/** One conversation: messages and what led to them, what is at work, what it asks, and where one writes. */
export function ChatPane({
  agent,
  conversationId,
  onBegun,
}: {
  agent: Agent;
  /** null: a new one. */
  conversationId: string | null;
  onBegun(conversationId: string): void;
}) {
  const t = useText();
  const place = `${agent.id} ${conversationId ?? ''}`;
  const [, setTick] = useState(0);
  const [refused, setRefused] = useState<{ place: string; error: unknown } | null>(null);
  const [opened, setOpened] = useState<readonly string[]>([]);
  const write = (text: string, at = place) => {
    typed.set(at, text);
    setTick((n) => n + 1);
  };
  const { state, messages, tasks } = useConversation(conversationId);
  const { sent, send } = useSending(agent.id, {
    begun: onBegun,
    refused(message, error) {
      const from = `${agent.id} ${message.conversationId ?? ''}`;
      // Nothing typed is lost: what was not taken down is there to be sent again.
      write([message.content, typed.get(from) ?? ''].filter((text) => text !== '').join('\n'), from);
      setRefused({ place: from, error });
    },
  });
  const said = [...(messages.items ?? [])].reverse();
  const here = sent.filter((each) => each.conversationId === conversationId);
  const working = state.data?.workingTaskId ?? null;
  const taskList = tasks.data?.items ?? [];
  const answers = said.filter(({ role }) => role === 'assistant');
  const wanted = [
    ...new Set([
      ...answers.slice(-shownSteps).flatMap(({ taskId }) => taskId ?? []),
      ...opened,
      ...(working === null ? [] : [working]),
    ]),
  ];
  const transcripts = useTranscripts(wanted, taskList);
  const busy = working !== null || here.length > 0;
  const stop = useAct({
    run: (taskId: string) => call(cancelTask, { params: { taskId }, body: {} }),
    changes: [['conversation', conversationId], ['conversations']],
  });
  const begin = () => {
    const content = (typed.get(place) ?? '').trim();
    write('');
    setRefused(null);
    send(content, conversationId);
  };
  const end = useBottom(place);
  return (
    <>
      <section className="flex min-h-0 min-w-0 flex-1 flex-col" aria-label={state.data?.title ?? t('chat.new')}>
        <div ref={end} className="min-h-0 flex-1 overflow-y-auto px-4 py-5 sm:px-6" tabIndex={0} role="log">
          <div className="mx-auto grid max-w-(--read-max) gap-4">
            {state.error ? (
              <ErrorState title={t('chat.failed')} error={state.error} onRetry={() => void state.refetch()} />
            ) : conversationId !== null && !messages.items ? (
              <Skeleton rows={4} />
            ) : said.length === 0 && here.length === 0 ? (
              <Beginning agent={agent} />
            ) : null}
            {messages.more.more && (
              <Button
                size="sm"
                look="ghost"
                busy={messages.more.loading && t('do.loadingMore')}
                onClick={messages.more.onLoad}
              >
                {t('chat.earlier')}
              </Button>
            )}
            {said.map((message) => (
              <Message
                key={message.id}
                message={message}
                task={message.role === 'assistant' ? taskList.find(({ id }) => id === message.taskId) : undefined}
                entries={transcripts.get(message.taskId ?? '')}
                isLast={message.id === answers.at(-1)?.id}
                onSteps={(taskId) => setOpened([...opened, taskId])}
              />
            ))}
            <AtWork
              working={working}
              said={said}
              here={here}
              entries={transcripts.get(working ?? '')}
              onWithdraw={(taskId) => stop.mutate(taskId)}
              waiting={state.data?.waiting ?? []}
            />
          </div>
        </div>
        <div className="px-4 pb-4 sm:px-6">
          <div className="mx-auto grid max-w-(--read-max) gap-2">
            {refused?.place === place && <Refused error={refused.error} />}
            <Write
              agent={agent}
              isArchived={state.data?.status === 'archived'}
              value={typed.get(place) ?? ''}
              onChange={write}
              onSend={begin}
              stopping={stop.isPending}
              onStop={busy && working !== null ? () => stop.mutate(working) : undefined}
            />
          </div>
        </div>
      </section>
      {conversationId !== null && (
        <div className="w-70 shrink-0 border-l border-line max-xl:hidden">
          <ChatFacts agent={agent} tasks={taskList} transcripts={transcripts} />
        </div>
      )}
    </>
  );
}

function Beginning({ agent }: { agent: Agent }) {
  const t = useText();
  return (
    <div className="grid gap-1 py-6">
      <p className="font-semibold">{t('chat.begin', { name: agent.name })}</p>
      <p className="text-fg-2">{agent.goal}</p>
    </div>
  );
}

function Refused({ error }: { error: unknown }) {
  const t = useText();
  const reason = useReason(error);
  return (
    <p role="alert" className="text-failed">
      {t('chat.refused')} {reason}
    </p>
  );
}

function Write({
  agent,
  isArchived,
  ...rest
}: { agent: Agent; isArchived: boolean } & Omit<Parameters<typeof Composer>[0], 'offBecause'>) {
  const t = useText();
  const may = useMay('agents:run');
  const mayActivate = useMay('agents:write');
  const activate = useActivate(agent);
  if (agent.status === 'active')
    return <Composer {...rest} offBecause={may.why ?? (isArchived ? t('chat.isArchived') : null)} />;
  return (
    <div className="flex flex-wrap items-center gap-3 rounded-xl border border-line bg-canvas px-4 py-3">
      <p className="min-w-0 flex-1 text-fg-2">{t(`chat.inactive.${agent.status}`)}</p>
      <Button
        offBecause={mayActivate.why}
        busy={activate.isPending && t('agents.activating')}
        onClick={() => activate.mutate()}
      >
        {t('agents.activate')}
      </Button>
    </div>
  );
}
