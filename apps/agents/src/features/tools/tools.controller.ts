import { randomUUID } from 'node:crypto';
import { Controller } from '@nestjs/common';
import { listTools, testTool, type Caller, type In } from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { Handle } from '#libs/platform/http';
import { Toolbox } from './toolbox.js';

@Controller()
export class ToolsController {
  constructor(
    private readonly toolbox: Toolbox,
    private readonly db: Database,
  ) {}

  @Handle(listTools) list({ companyId }: Caller, { query }: In<typeof listTools>) {
    return this.toolbox.list(companyId, query);
  }

  @Handle(testTool) async test(caller: Caller, { params, body }: In<typeof testTool>) {
    const began = performance.now();
    const at = await this.db.now();
    const output = await this.toolbox.call(caller.companyId, params.id, body.input, {
      caller,
      key: randomUUID(),
      at,
      signal: new AbortController().signal,
    });
    return { output, ms: Math.round(performance.now() - began) };
  }
}
