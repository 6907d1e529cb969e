import { Controller } from '@nestjs/common';
import { createChannel, deleteChannel, listChannels, type Caller, type In } from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { ChannelsService } from './channels.service.js';

@Controller()
export class ChannelsController {
  constructor(private readonly channels: ChannelsService) {}

  @Handle(listChannels) list(caller: Caller, { query }: In<typeof listChannels>) {
    return this.channels.list(caller, query);
  }

  @Handle(createChannel) create(caller: Caller, { body }: In<typeof createChannel>) {
    return this.channels.create(caller, body);
  }

  @Handle(deleteChannel) delete(caller: Caller, { params }: In<typeof deleteChannel>) {
    return this.channels.delete(caller, params.id);
  }
}
