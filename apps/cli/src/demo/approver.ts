import { setTimeout as sleep } from 'node:timers/promises';
import { answerInboxItem, listInbox, type InboxItem } from '#libs/contracts';
import { ApiProblem, type ApiClient } from '#libs/client';

/** A refund above this is rejected by the demo's second member. */
const mostApproved = 400;

export interface Answered {
  title: string;
  decision: 'approved' | 'rejected';
}

const factOf = (item: InboxItem, label: string): unknown => item.facts.find((fact) => fact.label === label)?.value;

/** Approves what names an order and an amount that is not too high; says why. */
export function decide(item: InboxItem): { decision: Answered['decision']; comment: string } {
  const amount = Number.parseFloat(String(factOf(item, 'Amount') ?? ''));
  if (typeof factOf(item, 'Order') !== 'string') return { decision: 'rejected', comment: 'The message names no order' };
  if (!Number.isFinite(amount)) return { decision: 'rejected', comment: 'The amount is unknown' };
  if (amount > mostApproved)
    return { decision: 'rejected', comment: `Above ${mostApproved}: a manager has to look at it` };
  return { decision: 'approved', comment: 'Within what we refund without asking further' };
}

/** Answers the approvals of one run as a second member, through the API as anybody would, until told to stop. */
export async function answerApprovals(
  api: ApiClient,
  runId: string,
  until: AbortSignal,
  onAnswer: (answered: Answered) => void,
): Promise<void> {
  while (!until.aborted) {
    const { items } = await api.call(listInbox, { query: { runId, status: 'open', mine: true } });
    for (const item of items.filter(({ kind }) => kind === 'approval')) {
      const answer = decide(item);
      try {
        await api.call(answerInboxItem, { params: { id: item.id }, body: answer });
        onAnswer({ title: item.title, decision: answer.decision });
      } catch (error) {
        // Somebody at the web app was quicker.
        if (!(error instanceof ApiProblem && error.code === 'INBOX_ITEM_CLOSED')) throw error;
      }
    }
    await sleep(150, undefined, { signal: until }).catch(() => undefined);
  }
}
