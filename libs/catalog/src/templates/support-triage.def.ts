import { supportTriageWorkflow } from './support-triage.workflow.js';
import { defineTemplate, peopleOf } from './template.js';

export const supportTriage = defineTemplate({
  id: 'support-triage',
  title: 'Support triage',
  description:
    'Sorts messages by topic, reads order and amount out of them, drafts answers, asks a person about large refunds, and leaves a report',
  definition: supportTriageWorkflow,
  parameters: [peopleOf('signOff', 'Who approves large refunds', ['role:operator'], 'assignees')],
  example: {
    messages: [
      {
        id: 'm1',
        from: 'ana@shop.example',
        subject: 'Charged twice',
        body: 'I was charged twice for order LK-10021. Please refund 19.90 EUR.',
        receivedAt: '2026-03-02T08:00:00Z',
      },
    ],
  },
});
