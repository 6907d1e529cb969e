import { Controller } from '@nestjs/common';
import { getSample, listSamples, pinSample, unpinSample, type Caller, type In } from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { SamplesService } from './samples.service.js';

@Controller()
export class SamplesController {
  constructor(private readonly samples: SamplesService) {}

  @Handle(listSamples) list(caller: Caller, { params, query }: In<typeof listSamples>) {
    return this.samples.list(caller, params.id, query);
  }

  @Handle(getSample) get(caller: Caller, { params }: In<typeof getSample>) {
    return this.samples.get(caller, params.id, params.node);
  }

  @Handle(pinSample) pin(caller: Caller, { params, body }: In<typeof pinSample>) {
    return this.samples.pin(caller, params.id, params.node, body);
  }

  @Handle(unpinSample) unpin(caller: Caller, { params }: In<typeof unpinSample>) {
    return this.samples.unpin(caller, params.id, params.node);
  }
}
