import { z } from 'zod';
import { defineKind } from '../../kit.js';
import '../../kit/form-hints.js';

export const knowledgeSearchKind = defineKind({
  id: 'knowledge.search',
  version: 1,
  title: 'Search knowledge',
  description: 'Finds passages in knowledge bases of the company',
  icon: 'book-open',
  effect: 'idempotent',
  ports: ['next'],
  needs: ['knowledge'],
  // Documents that the company trusts are its own words.
  outside: 'told',
  config: z.strictObject({
    bases: z
      .array(z.string().min(1).max(100))
      .min(1)
      .max(20)
      .meta({ title: 'Knowledge bases', description: 'Names or ids' }),
    query: z
      .string()
      .min(1)
      .max(2000)
      .meta({ title: 'Question', description: 'What is looked for', widget: 'textarea' }),
    limit: z.number().int().min(1).max(50).default(8).meta({ title: 'Passages', description: 'How many at most' }),
    rerank: z.boolean().default(false).meta({
      title: 'Let a model sort',
      description: 'The model of the knowledge base puts what was found in order',
      advanced: true,
    }),
  }),
  output: z.object({
    items: z.array(
      z.object({
        text: z.string(),
        score: z.number(),
        document: z.object({ id: z.string(), name: z.string(), url: z.string().nullable() }),
        base: z.object({ id: z.string(), name: z.string() }),
        page: z.number().int().nullable(),
        heading: z.string().nullable(),
        marks: z.array(z.string()).meta({ description: 'outside: strangers may have written it' }),
        link: z.string().meta({ description: 'Opens the passage in the web app' }),
      }),
    ),
    text: z.string().meta({ description: 'All passages as one text, numbered, for a model to read' }),
  }),
});
