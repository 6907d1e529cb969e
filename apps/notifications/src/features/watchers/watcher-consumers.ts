import { Injectable } from '@nestjs/common';
import type { EventEnvelope } from '#libs/contracts';
import type { Tx } from '#libs/platform/database';
import { EventConsumer } from '#libs/platform/events';
import { heardEvents, watchedBy } from './watched-events.js';
import { WatcherFiring } from './watcher-firing.js';
import { WatcherInterest } from './watcher-interest.js';

/** Events of one producer that somebody may watch for. */
abstract class WatcherConsumer extends EventConsumer {
  constructor(
    private readonly interest: WatcherInterest,
    private readonly firing: WatcherFiring,
  ) {
    super();
  }

  override concerns(event: EventEnvelope): Promise<boolean> {
    return this.interest.has(event);
  }

  async handle(tx: Tx, { id, companyId, type, at, data }: EventEnvelope): Promise<void> {
    const on = watchedBy(type, data);
    if (on !== undefined) await this.firing.fire(tx, companyId, { id, on, type, at, data });
  }
}

@Injectable()
export class CompanyWatchers extends WatcherConsumer {
  readonly name = 'watchers.company';
  readonly events = heardEvents.company;

  constructor(interest: WatcherInterest, firing: WatcherFiring) {
    super(interest, firing);
  }
}

@Injectable()
export class AiWatchers extends WatcherConsumer {
  readonly name = 'watchers.ai';
  readonly events = heardEvents.ai;

  constructor(interest: WatcherInterest, firing: WatcherFiring) {
    super(interest, firing);
  }
}

@Injectable()
export class AgentWatchers extends WatcherConsumer {
  readonly name = 'watchers.agents';
  readonly events = heardEvents.agents;

  constructor(interest: WatcherInterest, firing: WatcherFiring) {
    super(interest, firing);
  }
}

/** Deliveries that failed. What itself told of one is passed over, or a broken channel would tell of itself for ever. */
@Injectable()
export class DeliveryWatchers extends WatcherConsumer {
  readonly name = 'watchers.notifications';
  readonly events = heardEvents.notifications;

  constructor(interest: WatcherInterest, firing: WatcherFiring) {
    super(interest, firing);
  }

  override async handle(tx: Tx, event: EventEnvelope): Promise<void> {
    const { deliveryId } = event.data as { deliveryId: string };
    const [row] = await tx.query<{ event: string | null }>('SELECT event FROM deliveries WHERE id = ?', [deliveryId]);
    if (row?.event !== 'delivery.failed') await super.handle(tx, event);
  }
}
