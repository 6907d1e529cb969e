import { Controller } from '@nestjs/common';
import { getHook, postHook, putHook, type In } from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { httpAnswer } from './hook-answer.js';
import { HooksService, type HookRequest } from './hooks.service.js';

@Controller()
export class HooksController {
  constructor(private readonly hooks: HooksService) {}

  @Handle(postHook) post(_: unknown, { params, query, headers, body }: In<typeof postHook>) {
    return this.answer({ method: 'POST', token: params.token, query, headers, bytes: body as Uint8Array | undefined });
  }

  @Handle(putHook) put(_: unknown, { params, query, headers, body }: In<typeof putHook>) {
    return this.answer({ method: 'PUT', token: params.token, query, headers, bytes: body as Uint8Array | undefined });
  }

  @Handle(getHook) get(_: unknown, { params, query, headers }: In<typeof getHook>) {
    return this.answer({ method: 'GET', token: params.token, query, headers, bytes: undefined });
  }

  private async answer(request: HookRequest) {
    return httpAnswer(await this.hooks.take(request));
  }
}
