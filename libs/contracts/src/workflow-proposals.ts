import { z } from 'zod';
import { definition } from '#libs/workflow';
import { aiUsage, modelProblems } from './ai-asks.js';
import { route } from './route.js';
import { workflowProblem } from './workflows.js';

/** How far a planner is. */
export const proposalProgress = z.object({
  phase: z.enum(['drafting', 'mending']).meta({ description: 'mending: the first draft had problems' }),
  steps: z.number().int().meta({ description: 'How many steps were written down so far' }),
});
export type ProposalProgress = z.infer<typeof proposalProgress>;

/** A draft that nobody has saved. */
export const workflowProposal = z.object({
  name: z.string().meta({ description: 'What the workflow could be called; one line' }),
  explanation: z
    .string()
    .meta({ description: 'What it does and what it takes for granted, in the words of the model' }),
  questions: z.array(z.string()).meta({ description: 'What the model would have to know to do better' }),
  definition,
  problems: z.array(workflowProblem).meta({ description: 'What is still wrong with it, as of any draft' }),
  repairs: z.number().int().meta({ description: 'How often the model was told what is wrong; two at most' }),
  usage: aiUsage,
});
export type WorkflowProposal = z.infer<typeof workflowProposal>;

export const proposeWorkflow = route({
  method: 'POST',
  path: '/workflows/propose',
  permission: 'workflows:write',
  tag: 'workflows',
  summary:
    'Let a model draft a workflow from a sentence, or change one; nothing is saved. Events: `progress` any number of times, then `proposal`',
  bodyLimit: 4 * 1024 * 1024,
  body: z.strictObject({
    objective: z.string().trim().min(3).max(4000).meta({ description: 'What should happen, or should be different' }),
    definition: definition.optional().meta({ description: 'The draft to change; absent: a new one' }),
    model: z
      .string()
      .max(200)
      .optional()
      .meta({ description: 'A model, or a routing policy; the company default when absent' }),
  }),
  responses: { 200: 'sse' },
  problems: modelProblems,
});

export const workflowProposalRoutes = { proposeWorkflow };
