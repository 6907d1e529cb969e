import { defineTemplate, modelOf } from './template.js';

const handbook = `# Handbook of a small company

## Holidays
Everybody has 28 days of paid holiday a year. Days that are left at the end of the year can be taken until 31 March.
Ask your lead two weeks before, for more than five days four weeks before.

## Travel
Trains are booked in second class. Flights need the approval of a lead. A night in a hotel may cost up to 140 euros.
Receipts are handed in within thirty days.

## Sick leave
Tell your lead before nine in the morning. From the fourth day on a certificate of a doctor is needed.
`;

export const documentQuestions = defineTemplate({
  id: 'document-questions',
  title: 'Document questions',
  description:
    'A chat that answers from your documents and says where it stands: a knowledge base with a sample handbook, search, a prompt of your own to refine, citations',
  knowledge: [{ name: 'Company handbook', documents: [{ name: 'handbook.md', text: handbook }] }],
  prompts: [
    {
      name: 'Answer with citations',
      description: 'Answers a question from passages of documents alone',
      content: {
        messages: [
          {
            role: 'system',
            content:
              'From the passages alone, say in a short summary what they tell about the question, in its language, with the number of the passage in brackets after each statement. If they do not tell it, say so. Question: {{ question }}',
          },
          { role: 'user', content: '{{ passages }}' },
        ],
        variables: [
          { name: 'question', description: 'What somebody wants to know' },
          { name: 'passages', description: 'What the search found, numbered' },
        ],
      },
    },
  ],
  parameters: [modelOf('answer')],
  definition: {
    schemaVersion: 1,
    nodes: [
      { id: 'asked', kind: 'trigger.chat', name: 'A question', config: {} },
      {
        id: 'find',
        kind: 'knowledge.search',
        name: 'Look it up',
        config: { bases: ['Company handbook'], query: '{{ input.message }}', limit: 5 },
      },
      {
        id: 'known',
        kind: 'flow.condition',
        name: 'Anything found?',
        config: { if: '{{ size(steps.find.output.items) > 0 }}' },
      },
      {
        id: 'answer',
        kind: 'ai.prompt',
        name: 'Answer from it',
        config: {
          promptId: 'Answer with citations',
          variables: { question: '{{ input.message }}', passages: '{{ steps.find.output.text }}' },
        },
      },
      {
        id: 'reply',
        kind: 'flow.respond',
        name: 'With citations',
        config: {
          body: {
            text: '{{ steps.answer.output.text + "\\n\\n" + steps.find.output.items.map(item, item.document.name + (item.heading == null ? "" : ", " + item.heading) + ": “" + truncate(item.text, 200) + "” " + item.link).join("\\n") }}',
            citations: '{{ steps.find.output.items }}',
          },
        },
      },
      {
        id: 'unknown',
        kind: 'flow.respond',
        name: 'Nothing found',
        config: { body: { text: 'The documents say nothing about that.', citations: [] } },
      },
    ],
    edges: [
      { from: 'asked', to: 'find' },
      { from: 'find', to: 'known' },
      { from: 'known', port: 'true', to: 'answer' },
      { from: 'answer', to: 'reply' },
      { from: 'known', port: 'false', to: 'unknown' },
    ],
  },
  example: { message: 'How many days of holiday do I have?', history: [], chatId: '' },
});
