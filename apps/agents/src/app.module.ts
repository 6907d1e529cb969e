import { agentRoutes, agentsRpc, toolRoutes, toolsRpc } from '#libs/contracts';
import type { ServiceDefinition } from '#libs/service';
import { agentEntity, agentVersionEntity } from './features/agents/agent.entity.js';
import { AgentsController } from './features/agents/agents.controller.js';
import { AgentAssignment } from './features/agents/agent-assignment.js';
import { AgentDirectory } from './features/agents/agent-directory.js';
import { AgentsRpc } from './features/agents/agents.rpc.js';
import { AgentsService } from './features/agents/agents.service.js';
import { ModelCheck } from './features/agents/model-check.js';
import { conversationsPart } from './features/conversations/conversations.part.js';
import { taskEntity } from './features/tasks/task.entity.js';
import { TaskExecutor } from './features/tasks/task-executor.js';
import { TaskRuns } from './features/tasks/task-runs.js';
import { TasksController } from './features/tasks/tasks.controller.js';
import { TasksRpc } from './features/tasks/tasks.rpc.js';
import { TasksService } from './features/tasks/tasks.service.js';
import { BuiltInTools } from './features/tools/built-in-tools.js';
import { ToolContexts } from './features/tools/tool-contexts.js';
import { Toolbox } from './features/tools/toolbox.js';
import { ToolsController } from './features/tools/tools.controller.js';
import { ToolsRpc } from './features/tools/tools.rpc.js';
import { agentsMigrations } from './migrations/agents.migrations.js';

/** Agents, their durable tasks, and the tools they call. */
export const agentsService: ServiceDefinition = {
  name: 'agents',
  routes: { ...agentRoutes, ...toolRoutes, ...conversationsPart.routes },
  rpc: { ...agentsRpc, ...toolsRpc },
  entities: [agentEntity, agentVersionEntity, taskEntity, ...conversationsPart.entities],
  migrations: agentsMigrations,
  durable: true,
  controllers: [AgentsController, TasksController, ToolsController, ...conversationsPart.controllers],
  providers: (host) => [
    ...conversationsPart.providers(host),
    ToolContexts,
    BuiltInTools,
    Toolbox,
    ToolsRpc,
    ModelCheck,
    AgentsService,
    AgentDirectory,
    AgentAssignment,
    AgentsRpc,
    TaskExecutor,
    TaskRuns,
    TasksService,
    TasksRpc,
  ],
};
