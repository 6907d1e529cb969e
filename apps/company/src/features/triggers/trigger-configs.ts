import type { z } from 'zod';
import { nodeKinds } from '#libs/catalog/node-kinds/defs';

/** Configurations of trigger nodes, as their kinds define them. */
export const webhookConfig = nodeKinds['trigger.webhook'].config;
export type WebhookConfig = z.output<typeof webhookConfig>;

export const scheduleConfig = nodeKinds['trigger.schedule'].config;
export type ScheduleConfig = z.output<typeof scheduleConfig>;

export const chatConfig = nodeKinds['trigger.chat'].config;
export type ChatConfig = z.output<typeof chatConfig>;

export type EventConfig = z.output<(typeof nodeKinds)['trigger.event']['config']>;
export type AfterWorkflowConfig = z.output<(typeof nodeKinds)['trigger.workflow']['config']>;
