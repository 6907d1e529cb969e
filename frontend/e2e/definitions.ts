import type { Definition } from '#libs/workflow';

/** One message: classified, routed, a refund asks a person. The picture of look/run.png. */
export const refunds: Definition = {
  schemaVersion: 1,
  inputs: {
    type: 'object',
    required: ['subject', 'body'],
    properties: {
      subject: { type: 'string', title: 'Subject', maxLength: 200 },
      body: { type: 'string', title: 'Message', maxLength: 5000 },
      urgent: { type: 'boolean', title: 'Urgent' },
    },
  },
  nodes: [
    { id: 'start', kind: 'trigger.manual', name: 'Ticket received', config: {} },
    {
      id: 'topic',
      kind: 'ai.classify',
      name: 'What is it about?',
      config: {
        text: '{{ input.subject + "\\n" + input.body }}',
        labels: [
          { label: 'refund', description: 'The customer wants money back' },
          { label: 'bug', description: 'Something does not work' },
          { label: 'question', description: 'Everything else' },
        ],
      },
      retry: { maxAttempts: 3, initialMs: 500, factor: 2 },
    },
    {
      id: 'route',
      kind: 'flow.switch',
      name: 'Route by topic',
      config: { value: '{{ steps.topic.output.label }}', cases: ['refund', 'bug'] },
    },
    {
      id: 'signOff',
      kind: 'human.approval',
      name: 'Refund sign-off',
      config: {
        title: 'Refund “{{ input.subject }}”?',
        body: 'The customer was charged twice. Both payments settled on 18 November; one of them has no order.',
        facts: {
          Subject: '{{ input.subject }}',
          Message: '{{ input.body }}',
          'Sure of the topic': '{{ round(steps.topic.output.confidence * 100) }} %',
          Amount: '148.50 EUR',
        },
        assignees: ['role:operator'],
        deadline: 'P1D',
      },
    },
    {
      id: 'tell',
      kind: 'notify.email',
      name: 'Tell the customer',
      config: {
        to: ['role:owner'],
        subject: 'Your refund: {{ input.subject }}',
        text: 'The second payment goes back to your card.',
      },
    },
    {
      id: 'engineering',
      kind: 'notify.message',
      name: 'Tell engineering',
      config: { to: ['role:builder'], text: 'A bug: {{ input.subject }}' },
    },
    {
      id: 'answer',
      kind: 'ai.generate',
      name: 'Draft an answer',
      config: { instruction: 'Answer this customer briefly.', context: '{{ input.body }}' },
    },
    {
      id: 'note',
      kind: 'notify.message',
      name: 'Tell the owner',
      config: { to: ['role:owner'], text: '{{ input.subject }} was handled.' },
    },
  ],
  edges: [
    { from: 'start', to: 'topic' },
    { from: 'topic', to: 'route' },
    { from: 'route', port: 'refund', to: 'signOff' },
    { from: 'route', port: 'bug', to: 'engineering' },
    { from: 'route', port: 'default', to: 'answer' },
    { from: 'signOff', port: 'approved', to: 'tell' },
    { from: 'signOff', port: 'rejected', to: 'note' },
    { from: 'answer', to: 'note' },
  ],
};

export const quote: Definition = {
  schemaVersion: 1,
  inputs: { type: 'object', required: ['customer'], properties: { customer: { type: 'string', title: 'Customer' } } },
  nodes: [
    { id: 'start', kind: 'trigger.manual', name: 'Quote accepted', config: {} },
    {
      id: 'terms',
      kind: 'human.form',
      name: 'Delivery terms',
      config: {
        title: 'Delivery terms for {{ input.customer }}',
        schema: {
          type: 'object',
          required: ['carrier', 'days'],
          properties: {
            carrier: { type: 'string', title: 'Carrier', enum: ['DHL', 'UPS', 'Own truck'] },
            days: { type: 'integer', title: 'Delivery days', minimum: 1, maximum: 60 },
            insured: { type: 'boolean', title: 'Insured' },
            remark: { type: 'string', title: 'Remark', maxLength: 500 },
          },
        },
        assignees: ['role:operator'],
        deadline: 'PT2H',
      },
    },
    {
      id: 'order',
      kind: 'data.set',
      name: 'Order',
      config: { values: { carrier: '{{ steps.terms.output.carrier }}', customer: '{{ input.customer }}' } },
    },
  ],
  edges: [
    { from: 'start', to: 'terms' },
    { from: 'terms', to: 'order' },
  ],
};

export const invoices: Definition = {
  schemaVersion: 1,
  inputs: {
    type: 'object',
    required: ['text'],
    properties: { text: { type: 'string', title: 'Invoice', maxLength: 20000 } },
  },
  nodes: [
    { id: 'start', kind: 'trigger.manual', name: 'Invoice received', config: {} },
    { id: 'brief', kind: 'ai.summarize', name: 'Summarize', config: { text: '{{ input.text }}', maxWords: 20 } },
    {
      id: 'file',
      kind: 'data.file',
      name: 'Summary file',
      config: { name: 'invoice.json', format: 'json', content: '{{ steps.brief.output }}' },
    },
    {
      id: 'tell',
      kind: 'notify.message',
      name: 'Tell the owner',
      config: { to: ['role:owner'], text: 'Invoice read: {{ steps.brief.output.summary }}' },
    },
  ],
  edges: [
    { from: 'start', to: 'brief' },
    { from: 'brief', to: 'file' },
    { from: 'brief', to: 'tell' },
  ],
};

export const failing: Definition = {
  schemaVersion: 1,
  nodes: [
    { id: 'start', kind: 'trigger.manual', name: 'Every Friday', config: {} },
    {
      id: 'pick',
      kind: 'data.set',
      name: 'First supplier',
      config: { values: { supplier: '{{ input.suppliers[0] }}' } },
    },
    {
      id: 'tell',
      kind: 'notify.message',
      name: 'Send the digest',
      config: { to: ['role:owner'], text: '{{ steps.pick.output.supplier }}' },
    },
  ],
  edges: [
    { from: 'start', to: 'pick' },
    { from: 'pick', to: 'tell' },
  ],
};
