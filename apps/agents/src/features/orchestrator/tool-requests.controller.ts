import { Controller } from '@nestjs/common';
import { createToolRequest, getToolRequest, listToolRequests, type Caller, type In } from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { ToolRequestsService } from './tool-requests.service.js';

@Controller()
export class ToolRequestsController {
  constructor(private readonly requests: ToolRequestsService) {}

  @Handle(createToolRequest) create(caller: Caller, { body }: In<typeof createToolRequest>) {
    return this.requests.ask(caller, body);
  }

  @Handle(listToolRequests) list(caller: Caller, { query }: In<typeof listToolRequests>) {
    return this.requests.list(caller, query);
  }

  @Handle(getToolRequest) get(caller: Caller, { params }: In<typeof getToolRequest>) {
    return this.requests.get(caller, params.id);
  }
}
