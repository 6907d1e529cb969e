import {
  agentReportRpc,
  chatRpc,
  templatePartsRpc,
  agentRoutes,
  agentsRpc,
  customToolRoutes,
  knowledgeRpc,
  taskRoutes,
  toolRoutes,
  toolsRpc,
} from '#libs/contracts';
import { CodeSandbox } from '#libs/platform/sandbox';
import type { ServiceDefinition } from '#libs/service';
import { agentEntity, agentVersionEntity } from './features/agents/agent.entity.js';
import { AgentsController } from './features/agents/agents.controller.js';
import { AgentAssignment } from './features/agents/agent-assignment.js';
import { AgentDirectory } from './features/agents/agent-directory.js';
import { AgentPerformanceService } from './features/agents/agent-performance.service.js';
import { AgentTemplatesService } from './features/agents/agent-templates.service.js';
import { AgentReportService } from './features/agents/agent-report.service.js';
import { AgentVersionsService } from './features/agents/agent-versions.service.js';
import { AgentsRpc } from './features/agents/agents.rpc.js';
import { AgentsService } from './features/agents/agents.service.js';
import { ModelCheck } from './features/agents/model-check.js';
import { conversationsPart } from './features/conversations/conversations.part.js';
import { knowledgePart } from './features/knowledge/knowledge.part.js';
import { memoryPart } from './features/memory/memory.part.js';
import { orchestratorPart } from './features/orchestrator/orchestrator.part.js';
import { AgentAsking } from './features/tasks/agent-asking.js';
import { CallReview } from './features/tasks/call-review.js';
import { Colleagues } from './features/tasks/colleagues.js';
import { HandOffs } from './features/tasks/hand-offs.js';
import { InboxAnsweredConsumer, People } from './features/tasks/people.js';
import { taskEntity } from './features/tasks/task.entity.js';
import { TaskExecutor } from './features/tasks/task-executor.js';
import { TaskRuns } from './features/tasks/task-runs.js';
import { TaskControlService } from './features/tasks/task-control.service.js';
import { TaskStream } from './features/tasks/task-stream.js';
import { TasksController } from './features/tasks/tasks.controller.js';
import { TasksRpc } from './features/tasks/tasks.rpc.js';
import { TasksService } from './features/tasks/tasks.service.js';
import { BuiltInTools } from './features/tools/built-in-tools.js';
import { CompanyFiles } from './features/tools/capabilities/company-files.js';
import { CompanyRuns } from './features/tools/capabilities/company-runs.js';
import { OfferedCapabilities } from './features/tools/capabilities/offered-capabilities.js';
import { ToolHttp } from './features/tools/capabilities/tool-http.js';
import { ToolNotifications } from './features/tools/capabilities/tool-notifications.js';
import { customToolEntity, toolVersionEntity } from './features/tools/custom/custom-tool.entity.js';
import { CustomToolRepository } from './features/tools/custom/custom-tool.repository.js';
import { CustomToolRunner } from './features/tools/custom/custom-tool-runner.js';
import { CustomToolSource } from './features/tools/custom/custom-tool-source.js';
import { CustomToolsController } from './features/tools/custom/custom-tools.controller.js';
import { CustomToolsService } from './features/tools/custom/custom-tools.service.js';
import { McpImport } from './features/tools/custom/mcp-import.js';
import { ToolServers } from './features/tools/custom/tool-servers.js';
import { OpenApiImport } from './features/tools/custom/openapi-import.js';
import { ToolCheck } from './features/tools/custom/tool-check.js';
import { toolSettingsEntity } from './features/tools/settings/tool-settings.entity.js';
import { ToolSettingsService } from './features/tools/settings/tool-settings.service.js';
import { ToolContexts } from './features/tools/tool-contexts.js';
import { Toolbox } from './features/tools/toolbox.js';
import { ToolsController } from './features/tools/tools.controller.js';
import { TemplatePartsRpc } from './features/templates/template-parts.rpc.js';
import { ToolsRpc } from './features/tools/tools.rpc.js';
import { readServing } from './features/workers/served-agents.js';
import { agentsMigrations } from './migrations/agents.migrations.js';
import { outwardPart } from './outward.part.js';

/** Agents, their durable tasks, and the tools they call. */
export const agentsService: ServiceDefinition = {
  name: 'agents',
  routes: {
    ...outwardPart.routes,
    ...agentRoutes,
    ...taskRoutes,
    ...toolRoutes,
    ...customToolRoutes,
    ...conversationsPart.routes,
    ...knowledgePart.routes,
    ...memoryPart.routes,
    ...orchestratorPart.routes,
  },
  rpc: { ...agentsRpc, ...chatRpc, ...templatePartsRpc, ...agentReportRpc, ...toolsRpc, ...knowledgeRpc },
  entities: [
    agentEntity,
    agentVersionEntity,
    taskEntity,
    customToolEntity,
    toolVersionEntity,
    toolSettingsEntity,
    ...outwardPart.entities,
    ...conversationsPart.entities,
    ...knowledgePart.entities,
    ...memoryPart.entities,
    ...orchestratorPart.entities,
  ],
  migrations: agentsMigrations,
  durable: true,
  serves: (host) => readServing(host),
  controllers: [
    ...outwardPart.controllers,
    AgentsController,
    TasksController,
    ToolsController,
    CustomToolsController,
    ...conversationsPart.controllers,
    ...knowledgePart.controllers,
    ...memoryPart.controllers,
    ...orchestratorPart.controllers,
  ],
  providers: (host) => [
    ...outwardPart.providers(host),
    ...conversationsPart.providers(host),
    ...knowledgePart.providers(host),
    ...memoryPart.providers,
    ...orchestratorPart.providers,
    ToolContexts,
    BuiltInTools,
    CodeSandbox,
    ToolHttp,
    CompanyFiles,
    CompanyRuns,
    ToolNotifications,
    ToolSettingsService,
    OfferedCapabilities,
    CustomToolRepository,
    ToolCheck,
    CustomToolsService,
    ToolServers,
    McpImport,
    OpenApiImport,
    CustomToolRunner,
    CustomToolSource,
    Toolbox,
    ToolsRpc,
    ModelCheck,
    AgentsService,
    AgentVersionsService,
    AgentTemplatesService,
    AgentPerformanceService,
    AgentReportService,
    AgentDirectory,
    AgentAssignment,
    AgentsRpc,
    CallReview,
    People,
    InboxAnsweredConsumer,
    HandOffs,
    Colleagues,
    AgentAsking,
    TaskExecutor,
    TaskRuns,
    TasksService,
    TaskControlService,
    TaskStream,
    TasksRpc,
    TemplatePartsRpc,
  ],
};
