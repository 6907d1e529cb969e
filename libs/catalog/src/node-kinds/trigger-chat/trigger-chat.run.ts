import { z } from 'zod';
import { implement } from '../../kit.js';
import { triggerChat } from './trigger-chat.def.js';

/** Tests and runs by hand may bring a text alone, or leave out what came before. */
const said = z.union([
  z.string().transform((message) => ({ message, history: [], chatId: '' })),
  triggerChat.output.extend({
    message: z.string().default(''),
    history: triggerChat.output.shape.history.default([]),
    chatId: z.string().default(''),
  }),
]);

export const runTriggerChat = implement(triggerChat, ({ input }) => ({ output: said.parse(input ?? {}) }));
