import {
  a2aRoutes,
  agentExposureRoutes,
  agentRoutes,
  agentsRpc,
  agentWorkerRoutes,
  mcpRoutes,
  taskRoutes,
  toolRoutes,
  toolsRpc,
} from '#libs/contracts';
import type { ServiceDefinition } from '#libs/service';
import { A2aController } from './features/a2a/a2a.controller.js';
import { A2aEndpoint, publicAddress } from './features/a2a/a2a-endpoint.js';
import { a2aTaskEntity } from './features/a2a/a2a-task.entity.js';
import { A2aTasks } from './features/a2a/a2a-tasks.service.js';
import { agentEntity, agentVersionEntity } from './features/agents/agent.entity.js';
import { AgentsController } from './features/agents/agents.controller.js';
import { AgentAssignment } from './features/agents/agent-assignment.js';
import { AgentDirectory } from './features/agents/agent-directory.js';
import { AgentPerformanceService } from './features/agents/agent-performance.service.js';
import { AgentVersionsService } from './features/agents/agent-versions.service.js';
import { AgentsRpc } from './features/agents/agents.rpc.js';
import { AgentsService } from './features/agents/agents.service.js';
import { ModelCheck } from './features/agents/model-check.js';
import { agentExposureEntity } from './features/exposures/agent-exposure.entity.js';
import { AgentExposures } from './features/exposures/agent-exposures.service.js';
import { AgentExposuresController } from './features/exposures/exposures.controller.js';
import { AgentWork } from './features/mcp/agent-work.js';
import { McpCalls } from './features/mcp/mcp-calls.js';
import { McpEndpoint } from './features/mcp/mcp-endpoint.js';
import { McpServers } from './features/mcp/mcp-server.js';
import { McpController } from './features/mcp/mcp.controller.js';
import { OfferedWork } from './features/mcp/offered-work.js';
import { WorkflowWork } from './features/mcp/workflow-work.js';
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
import { ToolContexts } from './features/tools/tool-contexts.js';
import { Toolbox } from './features/tools/toolbox.js';
import { ToolsController } from './features/tools/tools.controller.js';
import { ToolsRpc } from './features/tools/tools.rpc.js';
import { readServing, readServedAgents } from './features/workers/served-agents.js';
import { ownAgents, WorkerGauges } from './features/workers/worker-gauges.js';
import { WorkersController } from './features/workers/workers.controller.js';
import { WorkersService } from './features/workers/workers.service.js';
import { agentsMigrations } from './migrations/agents.migrations.js';

/** Agents, their durable tasks, and the tools they call. */
export const agentsService: ServiceDefinition = {
  name: 'agents',
  routes: {
    ...agentWorkerRoutes,
    ...agentRoutes,
    ...agentExposureRoutes,
    ...taskRoutes,
    ...mcpRoutes,
    ...a2aRoutes,
    ...toolRoutes,
  },
  rpc: { ...agentsRpc, ...toolsRpc },
  entities: [agentEntity, agentVersionEntity, agentExposureEntity, a2aTaskEntity, taskEntity],
  migrations: agentsMigrations,
  durable: true,
  serves: (host) => readServing(host),
  controllers: [
    WorkersController,
    AgentsController,
    AgentExposuresController,
    TasksController,
    ToolsController,
    McpController,
    A2aController,
  ],
  providers: ({ publicUrl }) => [
    ToolContexts,
    BuiltInTools,
    Toolbox,
    ToolsRpc,
    ModelCheck,
    AgentsService,
    AgentVersionsService,
    AgentPerformanceService,
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
    WorkersService,
    { provide: ownAgents, useFactory: readServedAgents },
    WorkerGauges,
    AgentExposures,
    AgentWork,
    WorkflowWork,
    OfferedWork,
    McpCalls,
    McpServers,
    McpEndpoint,
    A2aTasks,
    A2aEndpoint,
    { provide: publicAddress, useValue: publicUrl },
  ],
};
