import { z } from 'zod';
import { defineKind } from '../../kit.js';
import { askingFields, checkAsking, countNamed } from '../../kit/asking.js';
import '../../kit/form-hints.js';

const many = z.number().int().min(1).max(100).default(1);

export const humanApproval = defineKind({
  id: 'human.approval',
  version: 1,
  title: 'Approval',
  description: 'Asks people to approve or reject, and waits for them',
  icon: 'user-check',
  effect: 'idempotent',
  ports: ['approved', 'rejected', 'expired'],
  needs: ['people'],
  yieldsPlace: true,
  config: z
    .strictObject({
      title: z.string().min(1).max(300).meta({ title: 'Question', placeholder: 'Refund {{ input.amount }}?' }),
      body: z.string().max(20_000).optional().meta({ title: 'Explanation', widget: 'textarea' }),
      facts: z
        .record(z.string().min(1).max(100), z.unknown())
        .optional()
        .meta({ title: 'Facts', description: 'Name and value, shown beside the question', widget: 'pairs' }),
      quorum: many.meta({ title: 'Approvals needed', description: 'Of different people', advanced: true }),
      rejections: many.meta({
        title: 'Rejections needed',
        description: 'One rejection is enough to reject unless set',
        advanced: true,
      }),
      ...askingFields,
    })
    .superRefine((config, context) => {
      checkAsking(config, context);
      const people = countNamed([...(config.assignees ?? []), ...(config.escalateTo ?? [])]);
      const needed = config.quorum + config.rejections - 1;
      if (people !== undefined && needed > people)
        context.issues.push({
          code: 'custom',
          path: [config.quorum > people ? 'quorum' : 'rejections'],
          message: `expected at most ${people} people to be needed: no more than that are asked`,
          input: needed,
        });
    }),
  output: z.object({
    decision: z.enum(['approved', 'rejected', 'expired']),
    by: z.array(z.string()).meta({ description: 'Who answered' }),
    comment: z.string().nullable(),
  }),
});
