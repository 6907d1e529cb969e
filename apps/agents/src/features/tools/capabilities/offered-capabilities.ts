import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ToolContexts } from '../tool-contexts.js';
import { ToolSettingsService } from '../settings/tool-settings.service.js';
import { CompanyFiles } from './company-files.js';
import { CompanyRuns } from './company-runs.js';
import { ToolHttp } from './tool-http.js';
import { ToolNotifications } from './tool-notifications.js';

/** What tools get from the other services. */
@Injectable()
export class OfferedCapabilities implements OnModuleInit {
  constructor(
    private readonly contexts: ToolContexts,
    private readonly http: ToolHttp,
    private readonly files: CompanyFiles,
    private readonly runs: CompanyRuns,
    private readonly notifications: ToolNotifications,
    private readonly settings: ToolSettingsService,
  ) {}

  onModuleInit(): void {
    this.contexts.offer('http', (call) => this.http.capability(call));
    this.contexts.offer('artifacts', (call) => this.files.capability(call));
    this.contexts.offer('workflows', (call) => this.runs.capability(call));
    this.contexts.offer('notifications', (call) => this.notifications.capability(call));
    this.contexts.offer('settings', ({ caller }) => ({ read: () => this.settings.get(caller) }));
  }
}
