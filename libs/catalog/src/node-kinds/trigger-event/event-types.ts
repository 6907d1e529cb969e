import { agentEvents, notificationEvents, runEventsOut, type EventSpec } from '#libs/contracts';

/** What happens on the platform and may start a run, by producer. */
export const platformEvents = {
  company: Object.values(runEventsOut) as EventSpec[],
  agents: Object.values(agentEvents) as EventSpec[],
  notifications: Object.values(notificationEvents) as EventSpec[],
} as const;

export const eventTypes: readonly string[] = Object.values(platformEvents).flatMap((events) =>
  events.map(({ type }) => type),
);
