import { Controller } from '@nestjs/common';
import {
  createSuppression,
  deleteSuppression,
  listSuppressions,
  sendgridEvents,
  unsubscribe,
  type Caller,
  type In,
} from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { SendgridEvents } from './sendgrid-events.js';
import { SuppressionsService } from './suppressions.service.js';
import { Unsubscribing } from './unsubscribing.js';

@Controller()
export class SuppressionsController {
  constructor(
    private readonly suppressions: SuppressionsService,
    private readonly events: SendgridEvents,
    private readonly unsubscribing: Unsubscribing,
  ) {}

  @Handle(listSuppressions) list(caller: Caller, { query }: In<typeof listSuppressions>) {
    return this.suppressions.list(caller, query);
  }

  @Handle(createSuppression) create(caller: Caller, { body }: In<typeof createSuppression>) {
    return this.suppressions.add(caller.companyId, body.address, 'manual');
  }

  @Handle(deleteSuppression) delete(caller: Caller, { params }: In<typeof deleteSuppression>) {
    return this.suppressions.delete(caller, params.id);
  }

  @Handle(sendgridEvents) heard(_: unknown, { params, headers, body }: In<typeof sendgridEvents>) {
    return this.events.take(params.id, headers, body as Uint8Array | undefined);
  }

  @Handle(unsubscribe) leave(_: unknown, { params }: In<typeof unsubscribe>) {
    return this.unsubscribing.leave(params.token);
  }
}
