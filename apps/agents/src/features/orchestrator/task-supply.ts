import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { SupplyCapability } from '#libs/catalog/kit';
import type { ToolCall } from '../tools/tool-source.js';
import { ToolContexts } from '../tools/tool-contexts.js';
import { Toolbox } from '../tools/toolbox.js';
import { lentTool } from './orchestrator.js';
import { answerTo } from './tool-supply.js';
import { ToolRequestsService } from './tool-requests.service.js';

const firstLookMs = 50;
const longestLookMs = 2000;

/** Lets an agent at work ask for a tool that it lacks. */
@Injectable()
export class TaskSupply implements OnModuleInit {
  constructor(
    private readonly contexts: ToolContexts,
    private readonly requests: ToolRequestsService,
    private readonly toolbox: Toolbox,
  ) {}

  onModuleInit(): void {
    this.contexts.offer('supply', (call) => this.capability(call));
  }

  private capability({ caller, key, signal, origin, progress }: ToolCall): SupplyCapability {
    return {
      ask: async (wish) => {
        const { agentId, taskId } = origin ?? {};
        let request = await this.requests.ask(caller, wish, { key, agentId, taskId, byAgent: true });
        for (let pause = firstLookMs; request.status === 'searching'; pause = Math.min(longestLookMs, pause * 2)) {
          progress?.({ message: 'It is being looked for' });
          await sleep(pause, undefined, { signal });
          request = await this.requests.get(caller, request.id);
        }
        const { tool, message } = answerTo(request);
        const policy = tool === null ? null : lentTool(await this.toolbox.resolve(caller.companyId, tool)).policy;
        return { requestId: request.id, status: request.status, tool, policy, message };
      },
    };
  }
}
