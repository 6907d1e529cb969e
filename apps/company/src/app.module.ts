/* Longer than most files because it is the one list of all that the service consists of. */
import {
  artifactRoutes,
  auditRoutes,
  callbackRoutes,
  chatRoutes,
  embedRoutes,
  widgetRoutes,
  companyLifecycleRoutes,
  companyQueueRoutes,
  companyRoutes,
  invitationRoutes,
  companyRpc,
  credentialRoutes,
  vaultRoutes,
  goalRoutes,
  inboxRoutes,
  inboxRpc,
  kindRoutes,
  deadLetterRoutes,
  exposureRpc,
  limitRoutes,
  reportRoutes,
  retentionRoutes,
  rerunRoutes,
  runRoutes,
  scheduleRoutes,
  toolAccessRpc,
  workflowRpc,
  triggerRoutes,
  templateRoutes,
  tryOutRoutes,
  workflowChangeRoutes,
  workflowDocumentRoutes,
  workflowExposureRoutes,
  workflowProposalRoutes,
  workflowRoutes,
} from '#libs/contracts';
import { loadConfig } from '#libs/platform/config';
import { CodeSandbox } from '#libs/platform/sandbox';
import { sealedColumn, Vault } from '#libs/platform/vault';
import { queueController, type ServiceDefinition } from '#libs/service';
import { companiesConfig } from './config.js';
import { artifactEntity } from './features/artifacts/artifact.entity.js';
import { ArtifactStore } from './features/artifacts/artifact-store.js';
import { ToolFiles } from './features/artifacts/tool-files.js';
import { ToolFilesRpc } from './features/artifacts/tool-files.rpc.js';
import { ArtifactsController } from './features/artifacts/artifacts.controller.js';
import { AccountAudit } from './features/audit/account-audit.js';
import { AuditAnchors } from './features/audit/audit-anchors.js';
import { AuditChain, auditKey } from './features/audit/audit-chain.js';
import { AgentsAudit, AiAudit, AuthAudit, CompanyAudit, NotificationsAudit } from './features/audit/audit-consumers.js';
import { auditEventEntity } from './features/audit/audit-event.entity.js';
import { AuditEventRepository } from './features/audit/audit-event.repository.js';
import { AuditHeads } from './features/audit/audit-heads.js';
import { AuditLog } from './features/audit/audit-log.js';
import { AuditVerifier } from './features/audit/audit-verification.js';
import { AuditController } from './features/audit/audit.controller.js';
import { AuditService } from './features/audit/audit.service.js';
import { callbackKey, CallbackTokens } from './features/callbacks/callback-tokens.js';
import { chatEntity, chatTurnEntity } from './features/chats/chat.entity.js';
import { ChatRepository } from './features/chats/chat.repository.js';
import { ChatsController } from './features/chats/chats.controller.js';
import { ChatsService } from './features/chats/chats.service.js';
import { WorkflowChats } from './features/chats/workflow-chats.js';
import { CallbacksController } from './features/callbacks/callbacks.controller.js';
import { CallbacksService } from './features/callbacks/callbacks.service.js';
import { companyEntity } from './features/companies/company.entity.js';
import { CompaniesController } from './features/companies/companies.controller.js';
import { CompaniesService } from './features/companies/companies.service.js';
import { CompanyExport } from './features/companies/company-export.js';
import { CompanyLifecycleService, graceDays } from './features/companies/company-lifecycle.service.js';
import { CompanySecurityService } from './features/companies/company-security.service.js';
import { DueDeletions } from './features/companies/due-deletions.js';
import { LifecycleController } from './features/companies/lifecycle.controller.js';
import { credentialsPart } from './features/credentials/credentials.part.js';
import { ExposedRuns } from './features/exposures/exposed-runs.js';
import { ExposuresController } from './features/exposures/exposures.controller.js';
import { ExposuresRpc } from './features/exposures/exposures.rpc.js';
import { workflowExposureEntity } from './features/exposures/workflow-exposure.entity.js';
import { WorkflowExposures } from './features/exposures/workflow-exposures.service.js';
import { GoalAcceptance } from './features/goals/goal-acceptance.js';
import { GoalConclusions } from './features/goals/goal-conclusions.js';
import { GoalPauses } from './features/goals/goal-pauses.js';
import { GoalPlanning } from './features/goals/goal-planning.js';
import { GoalPolicies } from './features/goals/goal-policies.js';
import { GoalRunEnds } from './features/goals/goal-run-ends.js';
import { GoalViews } from './features/goals/goal-views.js';
import { GoalWork } from './features/goals/goal-work.js';
import { goalEntity, goalResultEntity } from './features/goals/goal.entity.js';
import { GoalRepository, GoalResultRepository } from './features/goals/goal.repository.js';
import { GoalsController } from './features/goals/goals.controller.js';
import { GoalsService } from './features/goals/goals.service.js';
import { HookDirectory } from './features/hooks/hook-directory.js';
import { HooksController } from './features/hooks/hooks.controller.js';
import { HooksService } from './features/hooks/hooks.service.js';
import { inboxItemEntity } from './features/inbox/inbox-item.entity.js';
import { InboxItemRepository } from './features/inbox/inbox-item.repository.js';
import { InboxController } from './features/inbox/inbox.controller.js';
import { InboxDraftsService } from './features/inbox/inbox-drafts.service.js';
import { InboxService } from './features/inbox/inbox.service.js';
import { InboxWriter } from './features/inbox/inbox-writer.js';
import { ItemChanges } from './features/inbox/item-changes.js';
import { PeopleAsking } from './features/inbox/people-asking.js';
import { TaskQuestions, TaskQuestionsClosed } from './features/inbox/task-questions.js';
import { deadLetterEntity } from './features/dead-letters/dead-letter.entity.js';
import { CrashedSteps } from './features/dead-letters/crashed-steps.js';
import { DeadLettersController } from './features/dead-letters/dead-letters.controller.js';
import { DeadLettersService } from './features/dead-letters/dead-letters.service.js';
import { EventLetters } from './features/dead-letters/event-letters.js';
import { LetterGauge } from './features/dead-letters/letter-gauge.js';
import { DeadLetterWriter } from './features/dead-letters/dead-letter.writer.js';
import { LimitsController } from './features/limits/limits.controller.js';
import { LimitsInForce } from './features/limits/limits-in-force.js';
import { LimitsRepository } from './features/limits/limits.repository.js';
import { LimitsRpc } from './features/limits/limits.rpc.js';
import { LimitsService } from './features/limits/limits.service.js';
import { StartBounds } from './features/limits/start-bounds.js';
import { KindsController } from './features/kinds/kinds.controller.js';
import { memberEntity } from './features/members/member.entity.js';
import { MemberRepository } from './features/members/member.repository.js';
import { invitationEntity } from './features/invitations/invitation.entity.js';
import { InvitationsController } from './features/invitations/invitations.controller.js';
import { InvitationsService } from './features/invitations/invitations.service.js';
import { MembersController } from './features/members/members.controller.js';
import { Memberships } from './features/members/memberships.js';
import { MembersRpc } from './features/members/members.rpc.js';
import { MembersService } from './features/members/members.service.js';
import { ResetLinks } from './features/members/reset-links.js';
import { PlanningController } from './features/planning/planning.controller.js';
import { WorkflowPlanner } from './features/planning/workflow-planner.js';
import { AgentReplies, TaskFinishedConsumer } from './features/runs/agent-replies.js';
import { ChildRuns } from './features/runs/child-runs.js';
import { WorkflowCalling } from './features/runs/workflow-calling.js';
import { CapabilityFactory } from './features/runs/capability-factory.js';
import { Flows } from './features/runs/flows.js';
import { OutsideEffects } from './features/runs/outside-effects.js';
import { RemoteCapabilities } from './features/runs/remote-capabilities.js';
import { RunAnswerReader } from './features/runs/run-answer-reader.js';
import { RunAnswers } from './features/runs/run-answers.js';
import { RerunService } from './features/runs/rerun.service.js';
import { RetryService } from './features/runs/retry.service.js';
import { RunControlService } from './features/runs/run-control.service.js';
import { RunStream } from './features/runs/run-stream.js';
import { runEntity } from './features/runs/run.entity.js';
import { RunRepository } from './features/runs/run.repository.js';
import { RunStarter } from './features/runs/run-starter.js';
import { RunProjection } from './features/runs/run-projection.js';
import { RunsController } from './features/runs/runs.controller.js';
import { ToolRuns } from './features/runs/tool-runs.js';
import { ToolRunsRpc } from './features/runs/tool-runs.rpc.js';
import { RunsService } from './features/runs/runs.service.js';
import { ReportsController } from './features/reports/reports.controller.js';
import { ReportsRepository } from './features/reports/reports.repository.js';
import { ReportsService } from './features/reports/reports.service.js';
import { RetentionController } from './features/retention/retention.controller.js';
import { RetentionRepository } from './features/retention/retention.repository.js';
import { RetentionService } from './features/retention/retention.service.js';
import { Sweeper } from './features/retention/sweeper.js';
import { Sweeping } from './features/retention/sweeping.js';
import { StepIsolation } from './features/runs/isolated/step-isolation.js';
import { BudgetRaising } from './features/runs/budget-raising.js';
import { StepExecutor } from './features/runs/step-executor.js';
import { StepsService } from './features/runs/steps.service.js';
import { WorkflowRuns } from './features/runs/workflow-runs.js';
import { sampleEntity } from './features/samples/sample.entity.js';
import { SamplesController } from './features/samples/samples.controller.js';
import { SamplesService } from './features/samples/samples.service.js';
import { firingEntity } from './features/schedules/firing.entity.js';
import { Firings } from './features/schedules/firings.js';
import { Scheduler, schedules } from './features/schedules/scheduler.js';
import { SchedulesController } from './features/schedules/schedules.controller.js';
import { SchedulesService } from './features/schedules/schedules.service.js';
import { SlotFiring } from './features/schedules/slot-firing.js';
import { templateEntity } from './features/templates/template.entity.js';
import { TemplatesController } from './features/templates/templates.controller.js';
import { TemplatesService } from './features/templates/templates.service.js';
import { EventFiring } from './features/triggers/event-firing.js';
import { EventInterest } from './features/triggers/event-interest.js';
import {
  AgentEventTriggers,
  CompanyEventTriggers,
  NotificationEventTriggers,
} from './features/triggers/event-triggers.js';
import { hookTokenOwner, HookTokens } from './features/triggers/hook-tokens.js';
import { publicUrl } from './features/triggers/public-url.js';
import { PublishedTriggers } from './features/triggers/published-triggers.js';
import { triggerEntity } from './features/triggers/trigger.entity.js';
import { TriggerRepository } from './features/triggers/trigger.repository.js';
import { TriggersController } from './features/triggers/triggers.controller.js';
import { TriggersService } from './features/triggers/triggers.service.js';
import { DryRunsService } from './features/try-outs/dry-runs.service.js';
import { RecordedAnswers } from './features/try-outs/recorded-answers.js';
import { HarmlessExecutor } from './features/try-outs/harmless-executor.js';
import { StepTestsService } from './features/try-outs/step-tests.service.js';
import { TrialFlows } from './features/try-outs/trial-flows.js';
import { TryOutsController } from './features/try-outs/try-outs.controller.js';
import { EmbedController } from './features/widgets/embed.controller.js';
import { VisitorChats } from './features/widgets/visitor-chats.js';
import { widgetEntity } from './features/widgets/widget.entity.js';
import { WidgetsController } from './features/widgets/widgets.controller.js';
import { WidgetsService } from './features/widgets/widgets.service.js';
import { LastRuns } from './features/workflows/last-runs.repository.js';
import { versionEntity, workflowEntity } from './features/workflows/workflow.entity.js';
import { VersionRepository, WorkflowRepository } from './features/workflows/workflow.repository.js';
import { CopiesService } from './features/workflows/copies.service.js';
import { FreeNames } from './features/workflows/free-names.js';
import { ReferenceCheck } from './features/workflows/references/reference-check.js';
import { ExportService } from './features/workflows/transfer/export.service.js';
import { ImportService } from './features/workflows/transfer/import.service.js';
import { ProcessImport } from './features/workflows/transfer/process-import.js';
import { VersionsController } from './features/workflows/versions.controller.js';
import { VersionsService } from './features/workflows/versions.service.js';
import { WorkflowEstimates } from './features/workflows/estimates/workflow-estimates.service.js';
import { WorkflowsController } from './features/workflows/workflows.controller.js';
import { WorkflowsRpc } from './features/workflows/workflows.rpc.js';
import { WorkflowsService } from './features/workflows/workflows.service.js';
import { companyMigrations } from './migrations/company.migrations.js';

/** The tenant, its people, workflows, runs, inbox and files. */
export const companyService: ServiceDefinition = {
  name: 'company',
  routes: {
    ...companyRoutes,
    ...companyLifecycleRoutes,
    ...companyQueueRoutes,
    ...invitationRoutes,
    ...workflowRoutes,
    ...workflowDocumentRoutes,
    ...workflowExposureRoutes,
    ...workflowProposalRoutes,
    ...goalRoutes,
    ...workflowChangeRoutes,
    ...kindRoutes,
    ...runRoutes,
    ...rerunRoutes,
    ...inboxRoutes,
    ...artifactRoutes,
    ...limitRoutes,
    ...deadLetterRoutes,
    ...retentionRoutes,
    ...reportRoutes,
    ...credentialRoutes,
    ...vaultRoutes,
    ...triggerRoutes,
    ...templateRoutes,
    ...callbackRoutes,
    ...chatRoutes,
    ...widgetRoutes,
    ...embedRoutes,
    ...scheduleRoutes,
    ...tryOutRoutes,
    ...auditRoutes,
  },
  rpc: { ...companyRpc, ...exposureRpc, ...inboxRpc, ...toolAccessRpc, ...workflowRpc },
  entities: [
    companyEntity,
    memberEntity,
    invitationEntity,
    workflowEntity,
    workflowExposureEntity,
    versionEntity,
    runEntity,
    inboxItemEntity,
    artifactEntity,
    deadLetterEntity,
    ...credentialsPart.entities,
    triggerEntity,
    chatEntity,
    chatTurnEntity,
    widgetEntity,
    templateEntity,
    firingEntity,
    sampleEntity,
    goalEntity,
    goalResultEntity,
    auditEventEntity,
  ],
  migrations: companyMigrations,
  owned: { companies: { by: 'id' }, inbox_answers: { by: 'item_id', of: 'inbox_items' } },
  sealed: [...credentialsPart.sealed, sealedColumn(triggerEntity, 'sealedToken', hookTokenOwner)],
  durable: true,
  controllers: [
    queueController(companyQueueRoutes.getCompanyQueue),
    CompaniesController,
    LifecycleController,
    MembersController,
    InvitationsController,
    WorkflowsController,
    PlanningController,
    GoalsController,
    ExposuresController,
    VersionsController,
    KindsController,
    RunsController,
    InboxController,
    ArtifactsController,
    LimitsController,
    DeadLettersController,
    RetentionController,
    ReportsController,
    ...credentialsPart.controllers,
    TriggersController,
    HooksController,
    ChatsController,
    WidgetsController,
    EmbedController,
    TemplatesController,
    CallbacksController,
    SchedulesController,
    SamplesController,
    TryOutsController,
    AuditController,
  ],
  providers: (host) => [
    { provide: callbackKey, inject: [Vault], useFactory: (vault: Vault) => vault.keptKey('callbacks') },
    CallbackTokens,
    CallbacksService,
    { provide: publicUrl, useValue: host.publicUrl.replace(/\/$/, '') },
    CompaniesService,
    CompanySecurityService,
    { provide: graceDays, useFactory: () => loadConfig({ companies: companiesConfig }).companies.graceDays },
    CompanyLifecycleService,
    CompanyExport,
    DueDeletions,
    MemberRepository,
    Memberships,
    MembersService,
    ResetLinks,
    InvitationsService,
    MembersRpc,
    WorkflowExposures,
    ExposedRuns,
    ExposuresRpc,
    WorkflowRepository,
    VersionRepository,
    LastRuns,
    WorkflowsService,
    WorkflowsRpc,
    WorkflowPlanner,
    GoalRepository,
    GoalResultRepository,
    GoalAcceptance,
    GoalPlanning,
    GoalConclusions,
    GoalWork,
    GoalRunEnds,
    GoalPauses,
    GoalPolicies,
    GoalViews,
    GoalsService,
    WorkflowEstimates,
    TriggerRepository,
    HookTokens,
    HookDirectory,
    PublishedTriggers,
    TriggersService,
    EventInterest,
    EventFiring,
    CompanyEventTriggers,
    AgentEventTriggers,
    NotificationEventTriggers,
    HooksService,
    ChatRepository,
    WorkflowChats,
    ChatsService,
    WidgetsService,
    VisitorChats,
    TemplatesService,
    { provide: schedules, useValue: host.role !== 'api' },
    Firings,
    SlotFiring,
    Scheduler,
    SchedulesService,
    ReferenceCheck,
    FreeNames,
    VersionsService,
    CopiesService,
    ExportService,
    ImportService,
    ProcessImport,
    Flows,
    InboxItemRepository,
    InboxWriter,
    ItemChanges,
    InboxService,
    InboxDraftsService,
    PeopleAsking,
    TaskQuestions,
    TaskQuestionsClosed,
    ...credentialsPart.providers,
    ArtifactStore,
    ToolFiles,
    ToolFilesRpc,
    RemoteCapabilities,
    CodeSandbox,
    WorkflowCalling,
    ChildRuns,
    OutsideEffects,
    CapabilityFactory,
    StepIsolation,
    BudgetRaising,
    StepExecutor,
    AgentReplies,
    TaskFinishedConsumer,
    WorkflowRuns,
    RunProjection,
    RunRepository,
    LimitsRepository,
    LimitsInForce,
    StartBounds,
    LimitsService,
    LimitsRpc,
    DeadLetterWriter,
    CrashedSteps,
    RetentionRepository,
    ReportsRepository,
    ReportsService,
    RetentionService,
    Sweeping,
    Sweeper,
    DeadLettersService,
    EventLetters,
    LetterGauge,
    RunStarter,
    RunAnswers,
    RunAnswerReader,
    RunsService,
    ToolRuns,
    ToolRunsRpc,
    RunControlService,
    RetryService,
    RerunService,
    RunStream,
    StepsService,
    SamplesService,
    TrialFlows,
    HarmlessExecutor,
    RecordedAnswers,
    DryRunsService,
    StepTestsService,
    { provide: auditKey, inject: [Vault], useFactory: (vault: Vault) => vault.keptKey('audit') },
    { provide: AuditChain, inject: [auditKey], useFactory: (key: Uint8Array) => new AuditChain(key) },
    AuditHeads,
    AuditEventRepository,
    AuditLog,
    AuditAnchors,
    AuditVerifier,
    AuditService,
    AuthAudit,
    CompanyAudit,
    AgentsAudit,
    AiAudit,
    NotificationsAudit,
    AccountAudit,
  ],
  probes: (get) => ({ scheduler: get(Scheduler).probe }),
};
