import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { getChat, listChats, sayToWorkflow, type ChatTurn, type Problem, type Workflow } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call, callStream } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { ApiProblem } from '../../app/problem.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { EmptyState } from '../../ui/states.js';
import { Composer } from '../agents/chat/composer.js';

/** Talks to the published version of a workflow, as its visitors do. */
export function ChatTab({ workflow }: { workflow: Workflow }) {
  const t = useText();
  const queries = useQueryClient();
  const may = useMay('runs:start');
  const [chatId, setChatId] = useState<string | null>(null);
  const [text, setText] = useState('');
  const [sent, setSent] = useState<string | null>(null);
  const chat = useQuery({
    queryKey: ['chat', workflow.id, chatId],
    queryFn: ({ signal }) => call(getChat, { params: { id: workflow.id, chatId: chatId ?? '' }, signal }),
    enabled: chatId !== null,
    placeholderData: (before) => before,
  });
  const say = useAct({
    run: async (content: string) => {
      const body = { content, mode: 'stream' as const, waitSeconds: 0, ...(chatId === null ? {} : { chatId }) };
      for await (const { event, data } of callStream(sayToWorkflow, { params: { id: workflow.id }, body })) {
        if (event === 'error') throw problemOf(data);
        const told = JSON.parse(data) as { chatId: string };
        await queries.invalidateQueries({ queryKey: ['chat', workflow.id, told.chatId] });
        setChatId(told.chatId);
        setSent(null);
      }
    },
    changes: [['chat', workflow.id], ['chats', workflow.id], ['runs']],
  });
  const send = () => {
    const content = text.trim();
    setSent(content);
    setText('');
    say.mutate(content, {
      onError: () => {
        setText(content);
        setSent(null);
      },
    });
  };
  const said = chatId === null ? [] : (chat.data?.said ?? []);
  const off = workflow.publishedVersion === null ? t('workflow.run.unpublished') : (may.why ?? null);
  return (
    <div className="mx-auto grid max-w-230 gap-4 lg:grid-cols-[15rem_1fr]">
      <ChatList workflowId={workflow.id} chosen={chatId} onChoose={setChatId} />
      <Card className="flex min-h-100 flex-col">
        <div role="log" aria-label={t('talk.title')} className="flex flex-1 flex-col gap-4 p-4">
          {said.length === 0 && sent === null && <EmptyState title={t('talk.empty')} help={t('talk.empty.help')} />}
          {said.map((turn) => (
            <Turn key={turn.seq} turn={turn} />
          ))}
          {sent !== null && <p className="ml-auto max-w-[85%] rounded-lg bg-sunken px-3 py-2 text-fg-2">{sent}</p>}
        </div>
        <div className="p-3">
          <Composer
            label={t('talk.write')}
            value={text}
            onChange={setText}
            onSend={send}
            onStop={undefined}
            stopping={false}
            offBecause={off ?? (say.isPending ? t('talk.working') : null)}
          />
        </div>
      </Card>
    </div>
  );
}

function problemOf(data: string): ApiProblem {
  const problem = JSON.parse(data) as Problem;
  return new ApiProblem(problem.code, problem.status, problem.title, problem);
}

function ChatList({
  workflowId,
  chosen,
  onChoose,
}: {
  workflowId: string;
  chosen: string | null;
  onChoose(id: string | null): void;
}) {
  const t = useText();
  const { data } = useQuery({
    queryKey: ['chats', workflowId],
    queryFn: ({ signal }) => call(listChats, { params: { id: workflowId }, query: { limit: 30 }, signal }),
  });
  return (
    <nav aria-label={t('talk.list')} className="grid content-start gap-1">
      <Button icon={Plus} onClick={() => onChoose(null)}>
        {t('talk.new')}
      </Button>
      {data?.items.map(({ id, title, widgetId }) => (
        <button
          key={id}
          type="button"
          aria-current={id === chosen || undefined}
          onClick={() => onChoose(id)}
          className="rounded-sm px-2 py-1.5 text-left hover:bg-hover aria-[current]:bg-hover"
        >
          <span className="block truncate">{title}</span>
          {widgetId !== null && <span className="block text-micro text-fg-3">{t('talk.visitor')}</span>}
        </button>
      ))}
    </nav>
  );
}

function Turn({ turn }: { turn: ChatTurn }) {
  const t = useText();
  return (
    <>
      <p className="ml-auto max-w-[85%] rounded-lg bg-sunken px-3 py-2 break-words whitespace-pre-wrap">
        {turn.content}
      </p>
      <div className="max-w-[85%]">
        <p className="break-words whitespace-pre-wrap">
          {turn.status === 'failed' ? (
            <span className="text-failed">{turn.error?.message}</span>
          ) : (
            (turn.answer ?? t('talk.working'))
          )}
        </p>
        {turn.runId && (
          <Link to="/runs/$id" params={{ id: turn.runId }} className="link text-meta">
            {t('talk.run')}
          </Link>
        )}
      </div>
    </>
  );
}
