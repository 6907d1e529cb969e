import { Injectable } from '@nestjs/common';
import { platformEvents } from '#libs/catalog/node-kinds/trigger-event/event-types';
import type { EventEnvelope } from '#libs/contracts';
import type { Tx } from '#libs/platform/database';
import { EventConsumer } from '#libs/platform/events';
import { EventFiring } from './event-firing.js';
import { EventInterest } from './event-interest.js';

/** Events of one producer that may start runs. */
abstract class EventTriggers extends EventConsumer {
  constructor(
    private readonly interest: EventInterest,
    private readonly firing: EventFiring,
  ) {
    super();
  }

  override concerns(event: EventEnvelope): Promise<boolean> {
    return this.interest.has(event);
  }

  handle(tx: Tx, event: EventEnvelope): Promise<void> {
    return this.firing.fire(tx, event);
  }
}

@Injectable()
export class CompanyEventTriggers extends EventTriggers {
  readonly name = 'triggers.company';
  readonly events = platformEvents.company;

  constructor(interest: EventInterest, firing: EventFiring) {
    super(interest, firing);
  }
}

@Injectable()
export class AgentEventTriggers extends EventTriggers {
  readonly name = 'triggers.agents';
  readonly events = platformEvents.agents;

  constructor(interest: EventInterest, firing: EventFiring) {
    super(interest, firing);
  }
}

@Injectable()
export class NotificationEventTriggers extends EventTriggers {
  readonly name = 'triggers.notifications';
  readonly events = platformEvents.notifications;

  constructor(interest: EventInterest, firing: EventFiring) {
    super(interest, firing);
  }
}
