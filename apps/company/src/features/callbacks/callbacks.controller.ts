import { Controller } from '@nestjs/common';
import { postCallback, type In } from '#libs/contracts';
import { Handle, reply } from '#libs/platform/http';
import { CallbacksService } from './callbacks.service.js';

@Controller()
export class CallbacksController {
  constructor(private readonly callbacks: CallbacksService) {}

  @Handle(postCallback) async post(_: unknown, { params, headers, body }: In<typeof postCallback>) {
    return reply(202, await this.callbacks.take(params.token, headers['content-type'], body));
  }
}
