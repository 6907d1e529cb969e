import { z } from 'zod';
import { limits } from '#libs/workflow';
import { defineKind } from '../../kit.js';
import { pagination } from './pagination.js';
import '../../kit/form-hints.js';

export const httpMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const;
const bodyForms = ['json', 'text', 'form', 'multipart', 'file'] as const;
export type BodyForm = (typeof bodyForms)[number];

/** Repeating these changes nothing more (RFC 9110, 9.2.2). A method that is known only at run time counts as POST. */
const idempotentMethods: readonly unknown[] = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'];
const withoutBody: readonly unknown[] = ['GET', 'HEAD'];
/** These frame the message, and are written by the client alone. */
const framing = [
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'te',
  'trailer',
  'upgrade',
  'expect',
];

const withBody = { field: 'method', is: httpMethods.filter((method) => !withoutBody.includes(method)) };

const scalar = z.union([z.string().max(8000), z.number(), z.boolean(), z.null()]);
const headerName = z
  .string()
  .max(200)
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'expected the name of a header')
  .refine((name) => !framing.includes(name.toLowerCase()), 'this header is written by the platform');
const headerValue = z
  .string()
  .max(8000)
  .regex(/^[^\r\n\0]*$/, 'expected one line');
const status = z.union([
  z.number().int().min(100).max(599),
  z.string().regex(/^[1-5]xx$/, 'expected a status such as 404, or 4xx'),
]);

export const httpRequest = defineKind({
  id: 'http.request',
  version: 1,
  title: 'HTTP request',
  description: 'Calls an address on the web and takes its answer',
  icon: 'globe',
  effect: ({ method = 'GET', idempotent }) =>
    idempotent === true || idempotentMethods.includes(method) ? 'idempotent' : 'effectful',
  ports: ['next'],
  needs: ['http', 'artifacts'],
  outside: true,
  config: z
    .strictObject({
      method: z.enum(httpMethods).default('GET').meta({ title: 'Method' }),
      url: z
        .url({ protocol: /^https?$/, error: 'expected an http or https address' })
        .max(8000)
        .meta({ title: 'Address', placeholder: 'https://api.example.com/orders' }),
      query: z
        .record(z.string().min(1).max(200), z.union([scalar, z.array(scalar).max(200)]))
        .optional()
        .meta({
          title: 'Query',
          description: 'Added to the address; null leaves one out, a list repeats it',
          widget: 'pairs',
        }),
      headers: z.record(headerName, headerValue).optional().meta({
        title: 'Headers',
        description: 'Secrets belong into a credential, not here',
        widget: 'pairs',
      }),
      credential: z.string().min(1).max(200).optional().meta({
        title: 'Credential',
        description:
          'Added where the request leaves, only for the hosts it is bound to; never seen by expressions or history',
        widget: 'credential',
      }),
      body: z.unknown().optional().meta({ title: 'Body', widget: 'value', when: withBody }),
      bodyAs: z
        .enum(bodyForms)
        .default('json')
        .meta({
          title: 'Body as',
          description:
            'json: any value; text; form: fields, url-encoded; multipart: fields, of which {artifactId} is a file; file: id of an artifact',
          when: { field: 'body' },
        }),
      idempotent: z
        .boolean()
        .default(false)
        .meta({
          title: 'Safe to repeat',
          description: 'The receiver honours Idempotency-Key, so that POST and PATCH may be repeated after a crash',
          when: { field: 'method', is: ['POST', 'PATCH'] },
        }),
      responseAs: z.enum(['auto', 'json', 'text', 'file']).default('auto').meta({
        title: 'Answer as',
        description: 'auto: by its content type; file: kept as an artifact',
        advanced: true,
      }),
      acceptStatus: z.array(status).min(1).max(50).default(['2xx']).meta({
        title: 'Statuses that are no failure',
        description: 'Such as 2xx and 404',
        advanced: true,
      }),
      pagination: pagination.optional().meta({
        title: 'Pages',
        description: 'Follows pages and collects their items',
        advanced: true,
        when: { field: 'method', is: ['GET'] },
      }),
      timeoutMs: z.number().int().min(100).max(300_000).default(30_000).meta({
        title: 'Longest time',
        description: 'Milliseconds for one exchange, redirects and body included',
        advanced: true,
      }),
      maxBytes: z
        .number()
        .int()
        .min(1)
        .max(limits.outputBytes)
        .default(limits.outputBytes)
        .meta({ title: 'Largest answer', description: 'Bytes, all pages together', advanced: true }),
      maxRedirects: z.number().int().min(0).max(10).default(5).meta({
        title: 'Most redirects',
        description: 'Each is checked like the first address; with 0 the redirect itself is the answer',
        advanced: true,
      }),
    })
    .refine(({ method, body }) => body === undefined || !withoutBody.includes(method), {
      error: 'GET and HEAD carry no body',
      path: ['body'],
    })
    .refine(({ method, pagination: pages }) => pages === undefined || method === 'GET', {
      error: 'expected method GET with pages',
      path: ['pagination'],
    })
    .refine(
      ({ responseAs, pagination: pages }) => pages === undefined || responseAs === 'auto' || responseAs === 'json',
      {
        error: 'expected auto or json with pages',
        path: ['responseAs'],
      },
    ),
  output: z.object({
    status: z.number().int(),
    headers: z.record(z.string(), z.string()).meta({ description: 'Names in lower case; without set-cookie' }),
    body: z.unknown().meta({
      description:
        'JSON as its value, text as text, other content as {artifactId, name, bytes, contentType}; with pages the items of all',
    }),
    pages: z.number().int().optional().meta({ description: 'With pages: how many were read' }),
    complete: z.boolean().optional().meta({ description: 'With pages: whether these were all' }),
  }),
});
