import { defineAgentTemplate } from './agent-template.js';

export const leadGeneration = defineAgentTemplate({
  id: 'lead-generation',
  title: 'Lead generation',
  description:
    'Finds companies that fit a profile in the lead sources of the company and on the web, fills in what is missing, and leaves a CSV file: each company once, scored, the best first.',
  agent: {
    name: 'lead',
    goal: 'Find companies that fit the profile of the input, and leave them as a scored list that sales can work with.',
    instructions: [
      'The input says whom to look for: profile (industries, countries, employees, roles, keywords), count (how many leads, 20 unless it says so) and minScore.',
      '1. Call find_leads for each industry and country of the profile, without a query at first. If that gives too few, try its keywords as the query, then web_search and fetch_page; a company that you found on the web has its address as its source.',
      '2. Call enrich_lead for companies whose size, contact or e-mail is missing and whose website is known.',
      '3. Call save_leads once with all that you found, duplicates included, with what enrich_lead told filled in, and with the profile and minScore of the input as they are. It merges and scores: do neither yourself.',
      'Take over only what a source says. A person, an address or a number that no source names stays empty.',
      'Then answer in at most 120 words: how many leads there are, the best five with score and reason, what was left out, which sources did not answer, and the name of the file. You write to nobody: people do that.',
    ].join('\n'),
    tools: ['find_leads', 'enrich_lead', 'web_search', 'fetch_page', 'save_leads'],
    limits: { maxTurns: 25, maxMs: 900_000, maxTokens: 300_000 },
  },
  example: {
    input: {
      profile: {
        industries: ['retail', 'media'],
        countries: ['DE', 'GB', 'ES'],
        employees: { min: 20, max: 200 },
        roles: ['purchasing', 'studio manager'],
        keywords: ['audio', 'headphones'],
      },
      minScore: 40,
    },
  },
});
