import { Controller } from '@nestjs/common';
import { getAiSettings, updateAiSettings, type Caller, type In } from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { AiSettingsService } from './ai-settings.service.js';

@Controller()
export class AiSettingsController {
  constructor(private readonly settings: AiSettingsService) {}

  @Handle(getAiSettings) get(caller: Caller) {
    return this.settings.get(caller);
  }

  @Handle(updateAiSettings) update(caller: Caller, { body }: In<typeof updateAiSettings>) {
    return this.settings.update(caller, body);
  }
}
