import { z } from 'zod';
import { chatTurn, longestChatMessage } from './chats.js';
import { agentId, widgetId, workflowId } from './ids.js';
import { pageOf, pageQuery, timestamp } from './paging.js';
import { route } from './route.js';

const tag = 'widgets';

/** One exact origin, `https://shop.example` or with a port: no path, no wildcard. */
export const webOrigin = z
  .string()
  .max(300)
  .refine(
    (text) => {
      if (!/^https?:\/\//.test(text) || !URL.canParse(text)) return false;
      // What a browser would write: so nothing of it can end a policy and begin another.
      return new URL(text).origin === text && !/[\s;,'"*]/.test(text);
    },
    { message: 'expected an origin as browsers write it, such as https://shop.example' },
  )
  .meta({ description: 'Scheme, host and port as browsers write them', examples: ['https://shop.example'] });

const fields = {
  name: z.string().trim().min(1).max(100).meta({ description: 'For members alone' }),
  title: z.string().trim().min(1).max(60).meta({ description: 'Above the chat' }),
  greeting: z.string().trim().max(500).meta({ description: 'What stands there before anything is said' }),
  language: z.enum(['en', 'de']),
  origins: z.array(webOrigin).max(50).meta({ description: 'Pages of these origins may show it, and no others' }),
  perMinute: z
    .number()
    .int()
    .min(1)
    .max(6000)
    .meta({ description: 'Messages a minute that it takes, of all visitors together' }),
  enabled: z.boolean(),
};

export const widget = z.object({
  id: widgetId,
  ...fields,
  target: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('workflow'), id: workflowId }),
    z.object({ kind: z.literal('agent'), id: agentId }),
  ]),
  publicId: z.string().meta({ description: 'By which pages name it; whoever looks at such a page can read it' }),
  snippet: z.string().meta({ description: 'HTML that shows it on a page' }),
  chats: z.number().int(),
  createdAt: timestamp,
});
export type Widget = z.infer<typeof widget>;

const params = z.object({ id: widgetId });
const body = z.strictObject({
  name: fields.name,
  target: widget.shape.target,
  title: fields.title.optional(),
  greeting: fields.greeting.default(''),
  language: fields.language.default('en'),
  origins: fields.origins.default([]),
  perMinute: fields.perMinute.default(60),
  enabled: fields.enabled.default(true),
});

export const listWidgets = route({
  method: 'GET',
  path: '/widgets',
  permission: 'widgets:read',
  tag,
  summary: 'Chat widgets that pages of others may show',
  query: pageQuery,
  responses: { 200: pageOf(widget) },
});
export const createWidget = route({
  method: 'POST',
  path: '/widgets',
  permission: 'widgets:write',
  tag,
  summary: 'Offer an agent, or a workflow that begins with a chat message, as a chat on web pages',
  body,
  responses: { 201: widget },
  problems: ['WORKFLOW_NOT_FOUND', 'AGENT_NOT_FOUND'],
});
export const updateWidget = route({
  method: 'PATCH',
  path: '/widgets/:id',
  permission: 'widgets:write',
  tag,
  summary: 'Change it, switch it off or on',
  params,
  body: z.strictObject(fields).partial(),
  responses: { 200: widget },
  problems: ['WIDGET_NOT_FOUND'],
});
export const rotateWidget = route({
  method: 'POST',
  path: '/widgets/:id/rotate',
  permission: 'widgets:write',
  tag,
  summary: 'Give it another public id; pages with the old one show nothing from now on',
  params,
  body: z.strictObject({}).default({}),
  responses: { 200: widget },
  problems: ['WIDGET_NOT_FOUND'],
});
export const deleteWidget = route({
  method: 'DELETE',
  path: '/widgets/:id',
  permission: 'widgets:write',
  tag,
  summary: 'Delete it; what was said in it stays',
  params,
  responses: { 204: 'empty' },
  problems: ['WIDGET_NOT_FOUND'],
});

const file = (name: string, summary: string) =>
  route({
    method: 'GET',
    path: `/embed/${name}`,
    root: true,
    permission: 'public',
    tag,
    summary,
    responses: { 200: 'raw' },
  });
export const embedLoader = file('widget.js', 'The script that a page includes: it shows the button and the frame');
export const embedScript = file('chat.js', 'The script in the frame');
export const embedStyle = file('chat.css', 'How the frame looks');

const ofWidget = z.object({ publicId: z.string().max(64) });
const chatToken = z
  .string()
  .regex(/^[\w-]{43}$/)
  .meta({ description: 'Of the chat, as the event `accepted` told it to the browser that began it' });

export const embedPage = route({
  method: 'GET',
  path: '/embed/:publicId',
  root: true,
  permission: 'public',
  tag,
  summary: 'The chat, for a frame in a page of an allowed origin',
  params: ofWidget,
  responses: { 200: 'raw' },
  problems: ['WIDGET_NOT_FOUND'],
});
export const embedMessages = route({
  method: 'GET',
  path: '/embed/:publicId/messages',
  root: true,
  permission: 'public',
  tag,
  summary: 'What was said before in this chat',
  params: ofWidget,
  headers: z.object({ 'x-chat-token': chatToken }),
  responses: {
    200: z.object({ items: z.array(chatTurn.pick({ seq: true, content: true, status: true, answer: true })) }),
  },
  problems: ['WIDGET_NOT_FOUND', 'CHAT_NOT_FOUND'],
});
export const embedSay = route({
  method: 'POST',
  path: '/embed/:publicId/messages',
  root: true,
  permission: 'public',
  tag,
  summary: 'A stranger says something. Answers with events: accepted, text, again, answer, failed, error',
  params: ofWidget,
  headers: z.object({ 'x-chat-token': chatToken.optional() }),
  body: z.strictObject({ content: z.string().trim().min(1).max(longestChatMessage.strangers) }),
  bodyLimit: 32 * 1024,
  responses: { 200: 'sse' },
  problems: [
    'WIDGET_NOT_FOUND',
    'WIDGET_ORIGIN_REFUSED',
    'CHAT_NOT_FOUND',
    'CHAT_NOT_OFFERED',
    'CHAT_BUSY',
    'CHAT_FULL',
    'RATE_LIMITED',
  ],
});

export const widgetRoutes = { listWidgets, createWidget, updateWidget, rotateWidget, deleteWidget };
export const embedRoutes = { embedLoader, embedScript, embedStyle, embedPage, embedMessages, embedSay };
