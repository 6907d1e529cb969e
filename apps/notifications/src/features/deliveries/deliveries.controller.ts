import { Controller } from '@nestjs/common';
import { getDelivery, listDeliveries, redriveDelivery, type Caller, type In } from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { DeliveriesService } from './deliveries.service.js';

@Controller()
export class DeliveriesController {
  constructor(private readonly deliveries: DeliveriesService) {}

  @Handle(listDeliveries) list(caller: Caller, { query }: In<typeof listDeliveries>) {
    return this.deliveries.list(caller, query);
  }

  @Handle(getDelivery) get(caller: Caller, { params }: In<typeof getDelivery>) {
    return this.deliveries.get(caller, params.id);
  }

  @Handle(redriveDelivery) redrive(caller: Caller, { params }: In<typeof redriveDelivery>) {
    return this.deliveries.redrive(caller, params.id);
  }
}
