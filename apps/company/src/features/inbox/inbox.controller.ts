import { Controller } from '@nestjs/common';
import { answerInboxItem, getInboxItem, listInbox, type Caller, type In } from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { InboxService } from './inbox.service.js';

@Controller()
export class InboxController {
  constructor(private readonly inbox: InboxService) {}

  @Handle(listInbox) list(caller: Caller, { query }: In<typeof listInbox>) {
    return this.inbox.list(caller, query);
  }

  @Handle(getInboxItem) get(caller: Caller, { params }: In<typeof getInboxItem>) {
    return this.inbox.get(caller, params.id);
  }

  @Handle(answerInboxItem) answer(caller: Caller, { params, body }: In<typeof answerInboxItem>) {
    return this.inbox.answer(caller, params.id, body);
  }
}
