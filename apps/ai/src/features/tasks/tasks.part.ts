import type { ServicePart } from '../../service-part.js';
import { BenchAsking } from '../prompts/bench-asking.js';
import { BenchRunner } from '../prompts/bench-runner.js';
import { benchEntity, cellEntity } from '../prompts/bench.entity.js';
import { BenchRepository } from '../prompts/bench.repository.js';
import { BenchesController } from '../prompts/benches.controller.js';
import { BenchesService } from '../prompts/benches.service.js';
import { PromptParts } from '../prompts/prompt-parts.js';
import { PromptRunning } from '../prompts/prompt-running.js';
import { promptEntity, promptVersionEntity } from '../prompts/prompt.entity.js';
import { PromptRepository, PromptVersionRepository } from '../prompts/prompt.repository.js';
import { PromptsController } from '../prompts/prompts.controller.js';
import { PromptsRpc } from '../prompts/prompts.rpc.js';
import { PromptsService } from '../prompts/prompts.service.js';
import { Classifying } from './classifying.js';
import { Extracting } from './extracting.js';
import { Feedback } from './feedback.js';
import { feedbackEntity } from './feedback.entity.js';
import { Summarizing } from './summarizing.js';
import { TaskModels } from './task-models.js';
import { TaskPrompting } from './task-run.js';
import { TasksController } from './tasks.controller.js';
import { TasksRpc } from './tasks.rpc.js';
import { TasksService } from './tasks.service.js';
import { Translating } from './translating.js';

/** The tasks, and prompts that people keep. */
export const tasksPart: ServicePart = {
  entities: [feedbackEntity, promptEntity, promptVersionEntity, benchEntity, cellEntity],
  controllers: [TasksController, PromptsController, BenchesController],
  providers: [
    TaskModels,
    TaskPrompting,
    Feedback,
    Summarizing,
    Extracting,
    Classifying,
    Translating,
    TasksService,
    TasksRpc,
    PromptRepository,
    PromptVersionRepository,
    PromptsService,
    PromptParts,
    PromptRunning,
    PromptsRpc,
    BenchRepository,
    BenchAsking,
    BenchRunner,
    BenchesService,
  ],
};
