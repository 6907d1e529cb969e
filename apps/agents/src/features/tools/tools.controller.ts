import { randomUUID } from 'node:crypto';
import { Controller } from '@nestjs/common';
import { getToolSettings, listTools, setToolSettings, testTool, type Caller, type In } from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { Handle } from '#libs/platform/http';
import { ToolSettingsService } from './settings/tool-settings.service.js';
import { Toolbox } from './toolbox.js';

@Controller()
export class ToolsController {
  constructor(
    private readonly toolbox: Toolbox,
    private readonly settings: ToolSettingsService,
    private readonly db: Database,
  ) {}

  @Handle(listTools) list({ companyId }: Caller, { query }: In<typeof listTools>) {
    return this.toolbox.list(companyId, query);
  }

  @Handle(getToolSettings) getSettings(caller: Caller) {
    return this.settings.get(caller);
  }

  @Handle(setToolSettings) setSettings(caller: Caller, { body }: In<typeof setToolSettings>) {
    return this.settings.set(caller, body);
  }

  @Handle(testTool) async test(
    caller: Caller,
    { params, body }: In<typeof testTool>,
    { gone: signal }: { gone: AbortSignal },
  ) {
    const began = performance.now();
    const at = await this.db.now();
    const output = await this.toolbox.call(caller.companyId, params.id, body.input, {
      caller,
      key: randomUUID(),
      at,
      signal,
    });
    return { output, ms: Math.round(performance.now() - began) };
  }
}
