import type { ChatMessage } from '#libs/contracts';
import type { SqlExecutor } from '#libs/platform/database';
import type { MessageExtra, MessageRow } from './conversation.entity.js';

/** What of a message a model is told. */
export type ToldMessage = Pick<MessageRow, 'seq' | 'role' | 'content' | 'jobId'> & { extra: MessageExtra };

/** A conversation as a model is told it: a summary of what is old, then what was said since. */
export interface ToldHistory {
  /** The newest message that is in it. */
  through: number;
  /** The newest message that the summary stands for; 0 without one. */
  covers: number;
  summary: string | null;
  messages: ToldMessage[];
}

export const nothingTold: ToldHistory = { through: 0, covers: 0, summary: null, messages: [] };

/** One summary more, or one message more. */
export function tellOn(history: ToldHistory, row: ToldMessage & Pick<MessageRow, 'kind'>): ToldHistory {
  const { kind, ...message } = row;
  const through = row.seq;
  if (kind === 'error') return { ...history, through };
  if (kind === 'message') return { ...history, through, messages: [...history.messages, message] };
  const covers = row.extra.coversThrough ?? 0;
  if (covers < history.covers) return { ...history, through };
  return { through, covers, summary: row.content, messages: history.messages.filter(({ seq }) => seq > covers) };
}

interface Found {
  seq: number;
  role: MessageRow['role'];
  kind: MessageRow['kind'];
  content: string;
  extra: string;
  job_id: string | null;
}

/** Goes on with a history up to a message. What it begins with the last summary, if it begins anew. */
export async function readOn(
  on: Pick<SqlExecutor, 'query'>,
  companyId: string,
  conversationId: string,
  history: ToldHistory,
  through: number,
): Promise<ToldHistory> {
  const after = history.through > 0 ? history.through : await lastCovered(on, companyId, conversationId, through);
  const rows = await on.query<Found>(
    'SELECT seq, role, kind, content, extra, job_id FROM conversation_messages WHERE conversation_id = ? AND company_id = ? AND seq > ? AND seq <= ? ORDER BY seq',
    [conversationId, companyId, after, through],
  );
  return rows.reduce<ToldHistory>(
    (told, { job_id, extra, seq, ...row }) =>
      tellOn(told, { ...row, seq: Number(seq), jobId: job_id, extra: JSON.parse(extra) as MessageExtra }),
    history,
  );
}

async function lastCovered(
  on: Pick<SqlExecutor, 'query'>,
  companyId: string,
  conversationId: string,
  through: number,
): Promise<number> {
  const [summary] = await on.query<{ extra: string }>(
    "SELECT extra FROM conversation_messages WHERE conversation_id = ? AND company_id = ? AND kind = 'summary' AND seq <= ? ORDER BY seq DESC LIMIT 1",
    [conversationId, companyId, through],
  );
  return summary ? ((JSON.parse(summary.extra) as MessageExtra).coversThrough ?? 0) : 0;
}

/** As messages of a model. A late result is told as the answer to a call of its own, so that it counts as material and not as what a person says. */
export function chatOf({ summary, messages }: ToldHistory): ChatMessage[] {
  const told: ChatMessage[] = [];
  if (summary !== null) told.push({ role: 'user', content: `<summary>\n${summary}\n</summary>` });
  for (const { role, content, jobId, extra } of messages) {
    if (role === 'user') told.push({ role, content });
    else if (role === 'tool') tellResult(told, { jobId: jobId ?? '', content, extra });
    else tellAnswer(told, content, extra);
  }
  return told;
}

function tellAnswer(told: ChatMessage[], content: string, { jobs = [] }: MessageExtra): void {
  if (jobs.length > 0) {
    const toolCalls = jobs.map(({ id, tool, input }) => ({ id: `call_${id}`, name: tool, input }));
    told.push({ role: 'assistant', content: '', toolCalls });
    for (const { id } of jobs)
      told.push({ role: 'tool', toolCallId: `call_${id}`, content: JSON.stringify({ jobId: id, status: 'queued' }) });
  }
  told.push({ role: 'assistant', content });
}

function tellResult(
  told: ChatMessage[],
  { jobId, content, extra }: { jobId: string; content: string; extra: MessageExtra },
): void {
  // A job that was retried ends more than once.
  const id = `result_${jobId}_${told.length}`;
  const call = { id, name: extra.tool ?? 'tool', input: extra.input ?? {} };
  const last = told.at(-1);
  if (last?.role === 'assistant' && !last.toolCalls) told[told.length - 1] = { ...last, toolCalls: [call] };
  else told.push({ role: 'assistant', content: '', toolCalls: [call] });
  told.push({ role: 'tool', toolCallId: id, content });
}

/** In words, for a summary: the summary before, and what followed it up to a message. */
export async function transcriptOf(
  on: Pick<SqlExecutor, 'query'>,
  companyId: string,
  conversationId: string,
  upTo: number,
): Promise<string> {
  const { summary, messages } = await readOn(on, companyId, conversationId, nothingTold, upTo);
  const names = { user: 'User', assistant: 'Assistant', tool: 'Result' } as const;
  const lines = messages.map(({ role, content, extra }) => {
    const who = role === 'tool' ? `${names.tool} of ${extra.tool ?? 'a tool'}` : names[role];
    const jobs = (extra.jobs ?? []).map(({ id, tool }) => ` [started ${tool} as ${id}]`).join('');
    return `${who}: ${content}${jobs}`;
  });
  return [...(summary === null ? [] : [`Before that: ${summary}`]), ...lines].join('\n\n');
}
