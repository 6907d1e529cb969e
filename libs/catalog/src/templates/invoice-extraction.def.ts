import { defineTemplate, modelOf, peopleOf } from './template.js';

export const invoiceExtraction = defineTemplate({
  id: 'invoice-extraction',
  title: 'Invoice extraction',
  description:
    'Reads number, amount, currency and date out of invoices; large ones and those with gaps go to a person; the rows end as a file',
  parameters: [
    {
      id: 'limit',
      title: 'A person looks at amounts from',
      type: 'number',
      default: 1000,
      at: [{ part: 'workflow', node: 'limits', path: 'values.most' }],
    },
    peopleOf('signOff', 'Who looks at them', ['role:operator'], 'assignees'),
    modelOf('fields'),
  ],
  definition: {
    schemaVersion: 1,
    inputs: {
      type: 'object',
      required: ['text'],
      properties: { text: { type: 'string', title: 'Text of the invoice', format: 'textarea' } },
    },
    nodes: [
      { id: 'start', kind: 'trigger.manual', name: 'An invoice', config: {} },
      { id: 'called', kind: 'trigger.api', name: 'Started by a program', config: {} },
      {
        id: 'fields',
        kind: 'ai.extract',
        name: 'Read the fields',
        config: {
          text: '{{ input.text }}',
          schema: {
            type: 'object',
            properties: {
              invoiceNumber: { type: ['string', 'null'], description: 'Number of the invoice' },
              amount: { type: ['number', 'null'], description: 'Total amount' },
              currency: { type: ['string', 'null'], description: 'Currency, as three letters' },
              date: { type: ['string', 'null'], description: 'Date of the invoice' },
            },
          },
        },
      },
      { id: 'limits', kind: 'data.set', name: 'Limit', config: { values: { most: 1000 } } },
      {
        id: 'clear',
        kind: 'flow.condition',
        name: 'Small and complete?',
        config: {
          if: '{{ steps.fields.output.data.?amount.orValue(null) != null && steps.fields.output.data.amount < steps.limits.output.most }}',
        },
      },
      {
        id: 'signOff',
        kind: 'human.approval',
        name: 'A person looks',
        config: {
          title: 'Is this invoice right?',
          facts: { fields: '{{ steps.fields.output.data }}' },
          body: '{{ input.text.size() > 15000 ? input.text.substring(0, 15000) : input.text }}',
          assignees: ['role:operator'],
          deadline: 'P5D',
        },
      },
      {
        id: 'file',
        kind: 'data.file',
        name: 'Keep the row',
        config: { name: 'invoice.csv', format: 'csv', rows: ['{{ steps.fields.output.data }}'] },
      },
    ],
    edges: [
      { from: 'start', to: 'fields' },
      { from: 'called', to: 'fields' },
      { from: 'fields', to: 'limits' },
      { from: 'limits', to: 'clear' },
      { from: 'clear', port: 'true', to: 'file' },
      { from: 'clear', port: 'false', to: 'signOff' },
      { from: 'signOff', port: 'approved', to: 'file' },
    ],
  },
  example: { text: 'Invoice RE-2044 of 2026-02-11. Total amount: 249.00 EUR, payable within 14 days.' },
});
