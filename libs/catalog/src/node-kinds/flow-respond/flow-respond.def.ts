import { z } from 'zod';
import { defineKind } from '../../kit.js';
import '../../kit/form-hints.js';
import { isContentType, isHeaderValue, mayAnswerWith } from './answer-headers.js';

const headers = z.record(z.string(), z.string()).superRefine((given, context) => {
  const refuse = (name: string, message: string) => context.addIssue({ code: 'custom', path: [name], message });
  for (const [name, value] of Object.entries(given)) {
    if (!mayAnswerWith(name))
      refuse(name, `${name} cannot be sent; content-type, cache-control, retry-after and x-… can`);
    else if (!isHeaderValue(value)) refuse(name, 'expected one line of ASCII text');
    else if (name.toLowerCase() === 'content-type' && !isContentType(value))
      refuse(name, `${value} cannot be sent; JSON, plain text, CSV and XML can`);
  }
});

export const flowRespond = defineKind({
  id: 'flow.respond',
  version: 1,
  title: 'Respond',
  description: 'Answers the webhook that started the run; the run goes on',
  icon: 'reply',
  effect: 'pure',
  ports: ['next'],
  config: z.strictObject({
    status: z
      .number()
      .int()
      .min(200)
      .max(599)
      .refine((status) => status < 300 || status >= 400, 'expected 200–299 or 400–599')
      .default(200)
      .meta({ title: 'Status' }),
    headers: headers.default({}).meta({
      title: 'Headers',
      description: 'content-type, content-language, cache-control, retry-after, etag, last-modified, expires, x-…',
      widget: 'pairs',
      advanced: true,
    }),
    body: z
      .unknown()
      .optional()
      .meta({ title: 'Body', description: 'A text is sent as it is, anything else as JSON', widget: 'value' }),
  }),
  output: z.unknown().meta({ description: 'The body' }),
});
