import { memoryRoutes } from '#libs/contracts';
import { MemoriesController } from './memories.controller.js';
import { MemoriesService } from './memories.service.js';
import { memoryEntity } from './memory.entity.js';
import { MemoryExpiry } from './memory-expiry.js';
import { MemoryExtraction } from './memory-extraction.js';
import { MemoryStore } from './memory-store.js';
import { MemoryVectors } from './memory-vectors.js';
import { TaskMemory } from './task-memory.js';

/** What agents keep beyond a task. */
export const memoryPart = {
  routes: memoryRoutes,
  entities: [memoryEntity],
  controllers: [MemoriesController],
  providers: [MemoryVectors, MemoryStore, TaskMemory, MemoriesService, MemoryExtraction, MemoryExpiry],
};
