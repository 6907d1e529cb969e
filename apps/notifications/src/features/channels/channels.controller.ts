import { Controller } from '@nestjs/common';
import {
  createChannel,
  deleteChannel,
  listChannels,
  testChannel,
  updateChannel,
  type Caller,
  type In,
} from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { ChannelTests } from './channel-tests.js';
import { ChannelsService } from './channels.service.js';

@Controller()
export class ChannelsController {
  constructor(
    private readonly channels: ChannelsService,
    private readonly tests: ChannelTests,
  ) {}

  @Handle(listChannels) list(caller: Caller, { query }: In<typeof listChannels>) {
    return this.channels.list(caller, query);
  }

  @Handle(createChannel) create(caller: Caller, { body }: In<typeof createChannel>) {
    return this.channels.create(caller, body);
  }

  @Handle(updateChannel) update(caller: Caller, { params, body }: In<typeof updateChannel>) {
    return this.channels.update(caller, params.id, body);
  }

  @Handle(deleteChannel) delete(caller: Caller, { params }: In<typeof deleteChannel>) {
    return this.channels.delete(caller, params.id);
  }

  @Handle(testChannel) test(caller: Caller, { params, body }: In<typeof testChannel>) {
    return this.tests.test(caller, params.id, body.to);
  }
}
