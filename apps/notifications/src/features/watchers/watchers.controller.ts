import { Controller } from '@nestjs/common';
import {
  createWatcher,
  deleteWatcher,
  listWatchers,
  tryWatcher,
  updateWatcher,
  type Caller,
  type In,
} from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { WatchersService } from './watchers.service.js';

@Controller()
export class WatchersController {
  constructor(private readonly watchers: WatchersService) {}

  @Handle(listWatchers) list(caller: Caller, { query }: In<typeof listWatchers>) {
    return this.watchers.list(caller, query);
  }

  @Handle(createWatcher) create(caller: Caller, { body }: In<typeof createWatcher>) {
    return this.watchers.create(caller, body);
  }

  @Handle(updateWatcher) update(caller: Caller, { params, body }: In<typeof updateWatcher>) {
    return this.watchers.update(caller, params.id, body);
  }

  @Handle(deleteWatcher) delete(caller: Caller, { params }: In<typeof deleteWatcher>) {
    return this.watchers.delete(caller, params.id);
  }

  @Handle(tryWatcher) try(caller: Caller, { params }: In<typeof tryWatcher>) {
    return this.watchers.try(caller, params.id);
  }
}
