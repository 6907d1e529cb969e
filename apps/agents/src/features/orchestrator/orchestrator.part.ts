import { toolRequestRoutes } from '#libs/contracts';
import { AgentExperience } from './agent-experience.js';
import { Nearness } from './nearness.js';
import { Orchestrator } from './orchestrator.js';
import { ServerTools } from './server-tools.js';
import { TaskSupply } from './task-supply.js';
import { ToolMatch } from './tool-match.js';
import { toolRequestEntity } from './tool-request.entity.js';
import { ToolRequestsController } from './tool-requests.controller.js';
import { ToolRequestsService } from './tool-requests.service.js';
import { ToolSupply } from './tool-supply.js';
import { ToolTrial } from './tool-trial.js';
import { ToolWriter } from './tool-writer.js';

/** Who does what nobody was named for, and with which tools. */
export const orchestratorPart = {
  routes: toolRequestRoutes,
  entities: [toolRequestEntity],
  controllers: [ToolRequestsController],
  providers: [
    AgentExperience,
    Nearness,
    ToolMatch,
    Orchestrator,
    ToolRequestsService,
    ServerTools,
    ToolTrial,
    ToolWriter,
    ToolSupply,
    TaskSupply,
  ],
};
