import { z } from 'zod';
import { defineKind } from '../../kit.js';
import '../../kit/form-hints.js';

const header = z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/, 'expected the name of a header');

/** How the sender proves who it is. */
const signature = z.enum(['none', 'standard', 'github', 'hmac']);

export const triggerWebhook = defineKind({
  id: 'trigger.webhook',
  version: 1,
  title: 'Webhook',
  description: 'Another system sends a request to an address of its own',
  icon: 'webhook',
  role: 'trigger',
  effect: 'pure',
  ports: ['next'],
  outside: true,
  config: z
    .strictObject({
      methods: z
        .array(z.enum(['GET', 'POST', 'PUT']))
        .min(1)
        .default(['POST'])
        .meta({ title: 'Methods' }),
      respond: z.enum(['when-done', 'immediately']).default('when-done').meta({
        title: 'Answer',
        description: 'When the workflow has answered or ended (at most 30 seconds), or at once',
      }),
      signature: signature.default('none').meta({
        title: 'Signature',
        description: 'Standard Webhooks, GitHub, or HMAC-SHA of the body in a header of your choice',
      }),
      credential: z
        .string()
        .min(1)
        .max(100)
        .optional()
        .meta({
          title: 'Signing secret',
          description: 'A credential of the kind hmac',
          widget: 'credential',
          when: { field: 'signature', is: ['standard', 'github', 'hmac'] },
        }),
      header: header.optional().meta({
        title: 'Header of the signature',
        description: 'hmac alone',
        placeholder: 'x-signature',
        when: { field: 'signature', is: ['hmac'] },
      }),
      prefix: z
        .string()
        .max(20)
        .optional()
        .meta({
          title: 'Before the signature',
          description: 'hmac alone: what stands before it in the header, such as sha256=',
          advanced: true,
          when: { field: 'signature', is: ['hmac'] },
        }),
      algorithm: z
        .enum(['sha256', 'sha512', 'sha1'])
        .optional()
        .meta({
          title: 'Algorithm',
          description: 'hmac alone: sha256 unless set',
          advanced: true,
          when: { field: 'signature', is: ['hmac'] },
        }),
      encoding: z
        .enum(['hex', 'base64'])
        .optional()
        .meta({
          title: 'Encoding',
          description: 'hmac alone: hex unless set',
          advanced: true,
          when: { field: 'signature', is: ['hmac'] },
        }),
      timestampHeader: header.optional().meta({
        title: 'Header of the time',
        description: 'hmac alone: Unix seconds, signed as <time>.<body>, at most five minutes old',
        advanced: true,
        when: { field: 'signature', is: ['hmac'] },
      }),
    })
    .superRefine(({ signature: scheme, credential, header: name }, context) => {
      const missing = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
      if (scheme !== 'none' && credential === undefined) missing('credential', 'expected the credential to check with');
      if (scheme === 'hmac' && name === undefined) missing('header', 'expected the header that holds the signature');
    }),
  output: z
    .unknown()
    .meta({ description: 'The body: JSON or a form as a value, other text as text; of GET the query' }),
});
