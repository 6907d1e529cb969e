import { Controller } from '@nestjs/common';
import { getAiSettings, updateAiSettings, type Caller, type In } from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { RoutingModels } from '../models/routing-models.js';
import { AiSettingsService } from './ai-settings.service.js';

@Controller()
export class AiSettingsController {
  constructor(
    private readonly settings: AiSettingsService,
    private readonly routing: RoutingModels,
  ) {}

  @Handle(getAiSettings) get(caller: Caller) {
    return this.settings.get(caller);
  }

  @Handle(updateAiSettings) async update(caller: Caller, { body }: In<typeof updateAiSettings>) {
    await this.routing.assertKnown(caller, body);
    return this.settings.update(caller, body);
  }
}
