import { Controller } from '@nestjs/common';
import {
  answerInboxItem,
  assignInboxItem,
  delegateInboxItem,
  getInboxDraft,
  getInboxItem,
  inboxHistory,
  listInbox,
  saveInboxDraft,
  withdrawDelegation,
  type Caller,
  type In,
} from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { InboxDraftsService } from './inbox-drafts.service.js';
import { InboxService } from './inbox.service.js';

@Controller()
export class InboxController {
  constructor(
    private readonly inbox: InboxService,
    private readonly drafts: InboxDraftsService,
  ) {}

  @Handle(listInbox) list(caller: Caller, { query }: In<typeof listInbox>) {
    return this.inbox.list(caller, query);
  }

  @Handle(getInboxItem) get(caller: Caller, { params }: In<typeof getInboxItem>) {
    return this.inbox.get(caller, params.id);
  }

  @Handle(inboxHistory) history(caller: Caller, { params, query }: In<typeof inboxHistory>) {
    return this.inbox.history(caller, params.id, query);
  }

  @Handle(answerInboxItem) answer(caller: Caller, { params, body }: In<typeof answerInboxItem>) {
    return this.inbox.answer(caller, params.id, body);
  }

  @Handle(delegateInboxItem) delegate(caller: Caller, { params, body }: In<typeof delegateInboxItem>) {
    return this.inbox.delegate(caller, params.id, body);
  }

  @Handle(withdrawDelegation) withdraw(caller: Caller, { params }: In<typeof withdrawDelegation>) {
    return this.inbox.withdraw(caller, params.id);
  }

  @Handle(assignInboxItem) assign(caller: Caller, { params, body }: In<typeof assignInboxItem>) {
    return this.inbox.assign(caller, params.id, body);
  }

  @Handle(getInboxDraft) draft(caller: Caller, { params }: In<typeof getInboxDraft>) {
    return this.drafts.get(caller, params.id);
  }

  @Handle(saveInboxDraft) saveDraft(caller: Caller, { params, body }: In<typeof saveInboxDraft>) {
    return this.drafts.save(caller, params.id, body);
  }
}
