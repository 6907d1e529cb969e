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

  @Handle(listTools) list() {
    return { items: this.toolbox.list(), nextCursor: null };
  }

  @Handle(testTool) async test(caller: Caller, { params, body }: In<typeof testTool>) {
    const began = performance.now();
    const at = await this.db.now();
    const output = await this.toolbox.call(params.id, body.input, {
      companyId: caller.companyId,
      key: randomUUID(),
      at,
      signal: new AbortController().signal,
    });
    return { output, ms: Math.round(performance.now() - began) };
  }
}
