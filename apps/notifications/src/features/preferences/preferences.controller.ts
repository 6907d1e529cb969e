import { Controller } from '@nestjs/common';
import { getNotificationPreferences, setNotificationPreferences, type Caller, type In } from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { PreferencesService } from './preferences.service.js';

@Controller()
export class PreferencesController {
  constructor(private readonly preferences: PreferencesService) {}

  @Handle(getNotificationPreferences) get(caller: Caller) {
    return this.preferences.get(caller);
  }

  @Handle(setNotificationPreferences) set(caller: Caller, { body }: In<typeof setNotificationPreferences>) {
    return this.preferences.set(caller, body);
  }
}
