import type { Provider } from '@nestjs/common';
import { conversationRoutes, jobRoutes } from '#libs/contracts';
import { Vault } from '#libs/platform/vault';
import type { Host } from '#libs/service';
import { BackgroundCalls } from '../jobs/background-calls.js';
import { JobCallbacks, jobCallbackKey, publicUrl } from '../jobs/job-callbacks.js';
import { JobCalls } from '../jobs/job-calls.js';
import { JobFollowers } from '../jobs/job-followers.js';
import { JobRuns } from '../jobs/job-runs.js';
import { JobStarter } from '../jobs/job-starter.js';
import { JobsController } from '../jobs/jobs.controller.js';
import { JobsService } from '../jobs/jobs.service.js';
import { jobEntity } from '../jobs/job.entity.js';
import { AgentWebhooks } from '../webhooks/agent-webhooks.js';
import { AnswerStream } from './answer-stream.js';
import { conversationEntity, messageEntity, turnEntity } from './conversation.entity.js';
import { ConversationHistory } from './conversation-history.js';
import { ConversationLine } from './conversation-line.js';
import { ConversationsController } from './conversations.controller.js';
import { ConversationsService } from './conversations.service.js';
import { HandOffReceiver } from './hand-off-receiver.js';
import { ModelTurns } from './model-turns.js';
import { PostingService } from './posting.service.js';
import { ReplyReader } from './reply-reader.js';
import { StrangersRpc } from './strangers.rpc.js';
import { Summaries } from './summaries.js';

/** Conversations with agents, and the jobs whose results come back into them. */
export const conversationsPart = {
  routes: { ...conversationRoutes, ...jobRoutes },
  entities: [conversationEntity, messageEntity, turnEntity, jobEntity],
  controllers: [ConversationsController, JobsController],
  providers: (host: Host): Provider[] => [
    { provide: jobCallbackKey, inject: [Vault], useFactory: (vault: Vault) => vault.keptKey('job-callbacks') },
    { provide: publicUrl, useValue: host.publicUrl.replace(/\/$/, '') },
    AgentWebhooks,
    Summaries,
    ConversationLine,
    { provide: JobFollowers, useExisting: ConversationLine },
    HandOffReceiver,
    ConversationHistory,
    ModelTurns,
    ReplyReader,
    AnswerStream,
    PostingService,
    ConversationsService,
    StrangersRpc,
    JobCallbacks,
    JobCalls,
    JobStarter,
    BackgroundCalls,
    JobRuns,
    JobsService,
  ],
};
