import type { ServicePart } from '../../service-part.js';
import { Recorder } from '../recordings/recorder.js';
import { recordingEntity } from '../recordings/recording.entity.js';
import { RecordingStage } from '../recordings/recording.stage.js';
import { RecordingsController } from '../recordings/recordings.controller.js';
import { RecordingsRepository } from '../recordings/recordings.repository.js';
import { RecordingsService } from '../recordings/recordings.service.js';
import { KnownThings } from '../references/known-things.js';
import { AgentPolicies } from './agent-policies.js';
import { CallPolicies } from './call-policies.js';
import { GuardrailStage } from './guardrail.stage.js';
import { GuardrailsController } from './guardrails.controller.js';
import { GuardrailsService } from './guardrails.service.js';
import { TextGuard } from './text-guard.js';
import { agentPolicyEntity, verdictEntity } from './verdict.entity.js';
import { VerdictLog } from './verdict-log.js';
import { VerdictRepository } from './verdict.repository.js';

/** What is looked at in every call of a model, and what is recorded of it. */
export const guardPart: ServicePart = {
  entities: [verdictEntity, agentPolicyEntity, recordingEntity],
  controllers: [GuardrailsController, RecordingsController],
  providers: [
    VerdictRepository,
    VerdictLog,
    AgentPolicies,
    KnownThings,
    CallPolicies,
    TextGuard,
    GuardrailsService,
    GuardrailStage,
    RecordingsRepository,
    Recorder,
    RecordingsService,
    RecordingStage,
  ],
};
