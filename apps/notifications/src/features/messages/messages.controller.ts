import { Controller } from '@nestjs/common';
import {
  listNotifications,
  readAllNotifications,
  readNotification,
  testInApp,
  type Caller,
  type In,
} from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { MessagesService } from './messages.service.js';

@Controller()
export class MessagesController {
  constructor(private readonly messages: MessagesService) {}

  @Handle(listNotifications) list(caller: Caller, { query }: In<typeof listNotifications>) {
    return this.messages.list(caller, query);
  }

  @Handle(testInApp) test(caller: Caller) {
    return this.messages.test(caller);
  }

  @Handle(readNotification) read(caller: Caller, { params }: In<typeof readNotification>) {
    return this.messages.read(caller, params.id);
  }

  @Handle(readAllNotifications) readAll(caller: Caller): Promise<void> {
    return this.messages.readAll(caller);
  }
}
