import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { postMessage } from '#libs/contracts';
import { callStream, randomKey } from '../../../app/call.js';
import { withEvent, type AnswerEvent, type Piece } from './answer.js';
import { listen } from './listen.js';

/** A message that was sent from this page, until its answer is in the conversation. */
export interface Sent {
  key: string;
  content: string;
  /** null: it begins a conversation. */
  conversationId: string | null;
  taskId: string | null;
  pieces: readonly Piece[];
  /** The connection broke off; it is tried again. */
  isBroken: boolean;
}

const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });

/**
 * Sends messages and listens to their answers, several at once. A stream that breaks off is opened again under the same key, which is
 * the same message: it tells all of it from the beginning. `onRefused` gives back what was not taken down.
 */
export function useSending(
  agentId: string,
  on: { begun(conversationId: string): void; refused(message: Sent, error: unknown): void },
) {
  const queries = useQueryClient();
  const [sent, setSent] = useState<readonly Sent[]>([]);
  const [control] = useState(() => new AbortController());
  const latest = useRef(on);
  useEffect(() => {
    latest.current = on;
  });
  // Whoever leaves ends nothing: the task goes on, and its reply is in the conversation.
  useEffect(() => () => control.abort(), [control]);
  const change = useCallback(
    (key: string, part: (before: Sent) => Partial<Sent>) =>
      setSent((all) => all.map((each) => (each.key === key ? { ...each, ...part(each) } : each))),
    [],
  );
  const look = useCallback(
    (conversationId: string) =>
      Promise.all(
        [['conversation', conversationId], ['conversations']].map((queryKey) =>
          queries.invalidateQueries({ queryKey }),
        ),
      ),
    [queries],
  );

  const follow = useCallback(
    async ({ key, content, conversationId }: Sent) => {
      let begun = conversationId;
      const open = () =>
        callStream(postMessage, {
          params: { id: agentId },
          headers: { 'idempotency-key': key },
          body: { content, mode: 'stream', ...(conversationId === null ? {} : { conversationId }) },
          signal: control.signal,
        });
      const onEvent = (event: AnswerEvent) => {
        if (event.name === 'accepted') {
          const { taskId } = event.data;
          change(key, () => ({ taskId, conversationId: event.data.conversationId }));
          if (begun === null) latest.current.begun(event.data.conversationId);
          begun = event.data.conversationId;
          void look(begun);
        }
        change(key, ({ pieces }) => ({ pieces: withEvent(pieces, event, Date.now()), isBroken: false }));
      };
      const error = await listen({
        open,
        onEvent,
        onBroken: () => change(key, () => ({ isBroken: true })),
        pause: (attempt) => pause(300 * 2 ** attempt, control.signal),
        signal: control.signal,
      });
      return { begun, error };
    },
    [agentId, change, control, look],
  );

  const send = useCallback(
    (content: string, conversationId: string | null) => {
      const message: Sent = { key: randomKey(), content, conversationId, taskId: null, pieces: [], isBroken: false };
      setSent((all) => [...all, message]);
      void follow(message).then(async ({ begun, error }) => {
        // What was said stays in sight until the conversation tells it.
        if (error === undefined && begun !== null) await look(begun).catch(() => undefined);
        setSent((all) => all.filter(({ key }) => key !== message.key));
        if (error !== undefined) latest.current.refused(message, error);
      });
    },
    [follow, look],
  );
  return { sent, send };
}
