import { Controller } from '@nestjs/common';
import {
  createMemory,
  deleteMemory,
  exportMemories,
  forgetMemories,
  listMemories,
  updateMemory,
  type Caller,
  type In,
} from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { MemoriesService } from './memories.service.js';

@Controller()
export class MemoriesController {
  constructor(private readonly memories: MemoriesService) {}

  @Handle(listMemories) list(caller: Caller, { query }: In<typeof listMemories>) {
    return this.memories.list(caller, query);
  }

  @Handle(createMemory) create(caller: Caller, { body }: In<typeof createMemory>) {
    return this.memories.create(caller, body);
  }

  @Handle(updateMemory) update(caller: Caller, { params, body }: In<typeof updateMemory>) {
    return this.memories.update(caller, params.id, body);
  }

  @Handle(deleteMemory) delete(caller: Caller, { params }: In<typeof deleteMemory>) {
    return this.memories.delete(caller, params.id);
  }

  @Handle(forgetMemories) forget(caller: Caller, { body }: In<typeof forgetMemories>) {
    return this.memories.forget(caller, body);
  }

  @Handle(exportMemories) export(caller: Caller, { query }: In<typeof exportMemories>) {
    return this.memories.export(caller, query);
  }
}
