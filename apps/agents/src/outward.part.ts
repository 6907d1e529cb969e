import { a2aRoutes, agentExposureRoutes, agentsQueueRoutes, agentWorkerRoutes, mcpRoutes } from '#libs/contracts';
import { queueController, type ServiceDefinition } from '#libs/service';
import { A2aController } from './features/a2a/a2a.controller.js';
import { A2aEndpoint, publicAddress } from './features/a2a/a2a-endpoint.js';
import { a2aTaskEntity } from './features/a2a/a2a-task.entity.js';
import { A2aTasks } from './features/a2a/a2a-tasks.service.js';
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
import { readServedAgents } from './features/workers/served-agents.js';
import { ownAgents, WorkerGauges } from './features/workers/worker-gauges.js';
import { WorkersController } from './features/workers/workers.controller.js';
import { WorkersService } from './features/workers/workers.service.js';

/** Agents outward: for programs of others by MCP and A2A, and in workers of their own. */
export const outwardPart = {
  routes: { ...agentsQueueRoutes, ...agentWorkerRoutes, ...agentExposureRoutes, ...mcpRoutes, ...a2aRoutes },
  entities: [agentExposureEntity, a2aTaskEntity],
  controllers: [
    queueController(agentsQueueRoutes.getAgentsQueue),
    WorkersController,
    AgentExposuresController,
    McpController,
    A2aController,
  ],
  providers: ({ publicUrl }) => [
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
} satisfies Pick<ServiceDefinition, 'routes' | 'entities' | 'controllers' | 'providers'>;
