import { z } from 'zod';
import { assignees, defineKind, duration } from '../../kit.js';
import '../../kit/form-hints.js';

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
  config: z.strictObject({
    title: z.string().min(1).max(300).meta({ title: 'Question', placeholder: 'Refund {{ input.amount }}?' }),
    body: z.string().max(20_000).optional().meta({ title: 'Explanation', widget: 'textarea' }),
    facts: z
      .record(z.string().min(1).max(100), z.unknown())
      .optional()
      .meta({ title: 'Facts', description: 'Name and value, shown beside the question', widget: 'pairs' }),
    assignees: assignees().meta({ title: 'Who may answer' }),
    quorum: z
      .number()
      .int()
      .min(1)
      .max(100)
      .default(1)
      .meta({ title: 'Approvals needed', description: 'One rejection is enough to reject', advanced: true }),
    deadline: duration().default('P30D').meta({ title: 'Answer within', description: 'Then the way is `expired`' }),
    escalateTo: assignees().optional().meta({ title: 'Escalate to', advanced: true }),
  }),
  output: z.object({
    decision: z.enum(['approved', 'rejected', 'expired']),
    by: z.array(z.string()).meta({ description: 'Who answered' }),
    comment: z.string().nullable(),
  }),
});
