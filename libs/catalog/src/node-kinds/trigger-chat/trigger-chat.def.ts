import { z } from 'zod';
import { defineKind } from '../../kit.js';

export const triggerChat = defineKind({
  id: 'trigger.chat',
  version: 1,
  title: 'Chat message',
  description: 'Somebody says something to the workflow; its answer goes back into the chat',
  icon: 'message-square-text',
  role: 'trigger',
  effect: 'pure',
  ports: ['next'],
  twins: 'first',
  config: z.strictObject({
    goesOn: z.boolean().default(false).meta({
      title: 'Go on in the same run',
      description:
        'While the run waits for the signal `message`, the next message goes there; otherwise each message starts a run of its own',
    }),
    history: z.number().int().min(0).max(50).default(10).meta({
      title: 'Earlier messages',
      description: 'How many questions and answers before it the run is told',
      advanced: true,
    }),
  }),
  output: z.object({
    message: z.string().meta({ description: 'What was said' }),
    history: z
      .array(z.object({ role: z.enum(['user', 'assistant']), content: z.string() }))
      .meta({ description: 'What was said before, the oldest first' }),
    chatId: z.string(),
  }),
});
