import { create } from 'zustand';
import { proposalProgress, proposeWorkflow, workflowProposal, type WorkflowProposal } from '#libs/contracts';
import type { Definition } from '#libs/workflow';
import { callStream } from '../../../app/call.js';
import { ApiProblem, problemFrom } from '../../../app/problem.js';

/** What became of a wish: it is being drafted, stands to be looked at, or failed. The words are kept whatever happens. */
export type Proposing = { objective: string } & (
  | { is: 'working'; phase: 'drafting' | 'mending'; steps: number }
  | { is: 'proposed'; proposal: WorkflowProposal }
  | { is: 'failed'; error: unknown }
);

/** By workflow. Beside the pages, so that one may look elsewhere while a model drafts. */
const useProposals = create<Readonly<Record<string, Proposing>>>()(() => ({}));
const running = new Map<string, AbortController>();

export const useProposing = (workflowId: string): Proposing | undefined => useProposals((state) => state[workflowId]);

/** Asks for a draft, or for a change of one. A wish before it is called off. */
export async function propose(workflowId: string, objective: string, definition?: Definition): Promise<void> {
  running.get(workflowId)?.abort();
  const control = new AbortController();
  running.set(workflowId, control);
  const tell = (now: Proposing) => {
    if (running.get(workflowId) === control) useProposals.setState({ [workflowId]: now });
  };
  tell({ is: 'working', objective, phase: 'drafting', steps: 0 });
  let proposal: WorkflowProposal | undefined;
  try {
    const body = { objective, ...(definition ? { definition } : {}) };
    for await (const { event, data } of callStream(proposeWorkflow, { body, signal: control.signal })) {
      const told = JSON.parse(data) as unknown;
      if (event === 'error') throw problemFrom((told as { status?: number }).status ?? 500, told);
      if (event === 'proposal') proposal = workflowProposal.parse(told);
      if (event === 'progress') tell({ is: 'working', objective, ...proposalProgress.parse(told) });
    }
    if (!proposal) throw new ApiProblem('NETWORK', 0, 'The stream ended without a proposal');
    tell({ is: 'proposed', objective, proposal });
  } catch (error) {
    tell({ is: 'failed', objective, error });
  }
}

/** Calls a wish off, or puts away what came of it. */
export function endProposing(workflowId: string): void {
  running.get(workflowId)?.abort();
  running.delete(workflowId);
  useProposals.setState(({ [workflowId]: _ended, ...others }) => others, true);
}
