import { Controller } from '@nestjs/common';
import { a2a, getAgentCard, type Caller, type In } from '#libs/contracts';
import { Handle, type HttpContext } from '#libs/platform/http';
import { A2aEndpoint } from './a2a-endpoint.js';

@Controller()
export class A2aController {
  constructor(private readonly endpoint: A2aEndpoint) {}

  @Handle(getAgentCard) card(caller: Caller, { params }: In<typeof getAgentCard>, http: HttpContext) {
    return this.endpoint.card(caller, params.id, http);
  }

  @Handle(a2a) a2a(caller: Caller, { params, body }: In<typeof a2a>, http: HttpContext) {
    return this.endpoint.answer(caller, params.id, body, http);
  }
}
