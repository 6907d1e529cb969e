import {
  artifactRoutes,
  companyRoutes,
  companyRpc,
  credentialRoutes,
  inboxRoutes,
  runRoutes,
  workflowRoutes,
} from '#libs/contracts';
import type { ServiceDefinition } from '#libs/service';
import { artifactEntity } from './features/artifacts/artifact.entity.js';
import { ArtifactStore } from './features/artifacts/artifact-store.js';
import { ArtifactsController } from './features/artifacts/artifacts.controller.js';
import { CodeRunning } from './features/code/code-running.js';
import { companyEntity } from './features/companies/company.entity.js';
import { CompaniesController } from './features/companies/companies.controller.js';
import { CompaniesService } from './features/companies/companies.service.js';
import { Authorizations } from './features/credentials/authorizations.js';
import { credentialEntity } from './features/credentials/credential.entity.js';
import { CredentialRepository } from './features/credentials/credential.repository.js';
import { CredentialsController } from './features/credentials/credentials.controller.js';
import { CredentialsService } from './features/credentials/credentials.service.js';
import { OutboundHttp } from './features/credentials/outbound-http.js';
import { inboxItemEntity } from './features/inbox/inbox-item.entity.js';
import { InboxItemRepository } from './features/inbox/inbox-item.repository.js';
import { InboxController } from './features/inbox/inbox.controller.js';
import { InboxService } from './features/inbox/inbox.service.js';
import { InboxWriter } from './features/inbox/inbox-writer.js';
import { PeopleAsking } from './features/inbox/people-asking.js';
import { memberEntity } from './features/members/member.entity.js';
import { MemberRepository } from './features/members/member.repository.js';
import { MembersController } from './features/members/members.controller.js';
import { MembersRpc } from './features/members/members.rpc.js';
import { MembersService } from './features/members/members.service.js';
import { AgentReplies, TaskFinishedConsumer } from './features/runs/agent-replies.js';
import { CapabilityFactory } from './features/runs/capability-factory.js';
import { Flows } from './features/runs/flows.js';
import { RemoteCapabilities } from './features/runs/remote-capabilities.js';
import { RunControlService } from './features/runs/run-control.service.js';
import { RunStream } from './features/runs/run-stream.js';
import { runEntity } from './features/runs/run.entity.js';
import { RunRepository } from './features/runs/run.repository.js';
import { RunStarter } from './features/runs/run-starter.js';
import { RunsController } from './features/runs/runs.controller.js';
import { RunsService } from './features/runs/runs.service.js';
import { StepExecutor } from './features/runs/step-executor.js';
import { StepsService } from './features/runs/steps.service.js';
import { WorkflowRuns } from './features/runs/workflow-runs.js';
import { LastRuns } from './features/workflows/last-runs.repository.js';
import { versionEntity, workflowEntity } from './features/workflows/workflow.entity.js';
import { VersionRepository, WorkflowRepository } from './features/workflows/workflow.repository.js';
import { WorkflowsController } from './features/workflows/workflows.controller.js';
import { WorkflowsService } from './features/workflows/workflows.service.js';
import { companyMigrations } from './migrations/company.migrations.js';

/** The tenant, its people, workflows, runs, inbox and files. */
export const companyService: ServiceDefinition = {
  name: 'company',
  routes: { ...companyRoutes, ...workflowRoutes, ...runRoutes, ...inboxRoutes, ...artifactRoutes, ...credentialRoutes },
  rpc: companyRpc,
  entities: [
    companyEntity,
    memberEntity,
    workflowEntity,
    versionEntity,
    runEntity,
    inboxItemEntity,
    artifactEntity,
    credentialEntity,
  ],
  migrations: companyMigrations,
  durable: true,
  controllers: [
    CompaniesController,
    MembersController,
    WorkflowsController,
    RunsController,
    InboxController,
    ArtifactsController,
    CredentialsController,
  ],
  providers: () => [
    CompaniesService,
    MemberRepository,
    MembersService,
    MembersRpc,
    WorkflowRepository,
    VersionRepository,
    LastRuns,
    WorkflowsService,
    Flows,
    InboxItemRepository,
    InboxWriter,
    InboxService,
    PeopleAsking,
    ArtifactStore,
    CredentialRepository,
    CredentialsService,
    Authorizations,
    OutboundHttp,
    RemoteCapabilities,
    CodeRunning,
    CapabilityFactory,
    StepExecutor,
    AgentReplies,
    TaskFinishedConsumer,
    WorkflowRuns,
    RunRepository,
    RunStarter,
    RunsService,
    RunControlService,
    RunStream,
    StepsService,
  ],
};
