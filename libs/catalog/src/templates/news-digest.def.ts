import { defineTemplate, mailSetting, modelOf, peopleOf, searchSetting } from './template.js';

export const newsDigest = defineTemplate({
  id: 'news-digest',
  title: 'Daily news digest',
  description:
    'Each morning: searches the web for a topic, reads the first results, sums each up, keeps the digest as a file and sends it by e-mail',
  needs: [searchSetting, mailSetting],
  parameters: [
    {
      id: 'topic',
      title: 'What about',
      type: 'text',
      required: true,
      default: 'artificial intelligence news',
      at: [{ part: 'workflow', node: 'search', path: 'input.query' }],
    },
    {
      id: 'time',
      title: 'At what time',
      type: 'time',
      default: '07:00',
      at: [{ part: 'workflow', node: 'morning', path: 'cron' }],
    },
    {
      id: 'timezone',
      title: 'Time zone',
      type: 'timezone',
      default: 'UTC',
      at: [{ part: 'workflow', node: 'morning', path: 'timezone' }],
    },
    peopleOf('mail', 'Who gets it'),
    modelOf('sum'),
  ],
  definition: {
    schemaVersion: 1,
    nodes: [
      { id: 'morning', kind: 'trigger.schedule', name: 'Each morning', config: { cron: '0 7 * * *', timezone: 'UTC' } },
      { id: 'now', kind: 'trigger.manual', name: 'Now', config: {} },
      {
        id: 'search',
        kind: 'tool.call',
        name: 'Search',
        config: { tool: 'web_search', input: { query: 'artificial intelligence news', count: 5 } },
        retry: { maxAttempts: 3 },
      },
      {
        id: 'each',
        kind: 'flow.map',
        name: 'Each result',
        config: {
          items: '{{ steps.search.output.results }}',
          concurrency: 3,
          onItemError: 'collect',
          result: { text: '{{ "## " + item.title + "\\n" + item.url + "\\n\\n" + steps.sum.output.summary }}' },
        },
      },
      {
        id: 'read',
        kind: 'tool.call',
        name: 'Read the page',
        parent: 'each',
        config: { tool: 'fetch_page', input: { url: '{{ item.url }}' } },
        retry: { maxAttempts: 2 },
      },
      {
        id: 'sum',
        kind: 'ai.summarize',
        name: 'Sum it up',
        parent: 'each',
        config: { text: '{{ steps.read.output.text }}', maxWords: 80 },
      },
      {
        id: 'digest',
        kind: 'data.set',
        name: 'The digest',
        config: {
          values: {
            day: '{{ formatDate(now, "yyyy-MM-dd", "UTC") }}',
            text: '{{ steps.each.output.filter(part, has(part.text)).map(part, part.text).join("\\n\\n") }}',
          },
        },
      },
      {
        id: 'file',
        kind: 'data.file',
        name: 'Keep it',
        config: {
          name: 'digest-{{ steps.digest.output.day }}.md',
          format: 'text',
          content: '{{ steps.digest.output.text }}',
        },
      },
      {
        id: 'mail',
        kind: 'notify.email',
        name: 'Send it',
        config: {
          to: ['role:admin'],
          subject: 'News of {{ steps.digest.output.day }}',
          text: '{{ steps.digest.output.text == "" ? "Nothing could be read today." : steps.digest.output.text }}',
        },
      },
    ],
    edges: [
      { from: 'morning', to: 'search' },
      { from: 'now', to: 'search' },
      { from: 'search', to: 'each' },
      { from: 'read', to: 'sum' },
      { from: 'each', to: 'digest' },
      { from: 'digest', to: 'file' },
      { from: 'file', to: 'mail' },
    ],
  },
});
