import { Controller } from '@nestjs/common';
import { mcp, type Caller, type In } from '#libs/contracts';
import { Handle, type HttpContext } from '#libs/platform/http';
import { McpEndpoint } from './mcp-endpoint.js';

@Controller()
export class McpController {
  constructor(private readonly endpoint: McpEndpoint) {}

  @Handle(mcp) mcp(caller: Caller, { body }: In<typeof mcp>, http: HttpContext) {
    return this.endpoint.answer(caller, body, http);
  }
}
