import { Controller } from '@nestjs/common';
import {
  compareVersions,
  duplicateWorkflow,
  getVersion,
  listVersions,
  restoreVersion,
  restoreWorkflow,
  rollbackWorkflow,
  type Caller,
  type In,
} from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { CopiesService } from './copies.service.js';
import { VersionsService } from './versions.service.js';
import { WorkflowsService } from './workflows.service.js';

@Controller()
export class VersionsController {
  constructor(
    private readonly workflows: WorkflowsService,
    private readonly versions: VersionsService,
    private readonly copies: CopiesService,
  ) {}

  @Handle(listVersions) list(caller: Caller, { params, query }: In<typeof listVersions>) {
    return this.workflows.listVersions(caller, params.id, query);
  }

  @Handle(getVersion) get(caller: Caller, { params }: In<typeof getVersion>) {
    return this.workflows.version(caller, params.id, params.version);
  }

  @Handle(compareVersions) compare(caller: Caller, { params }: In<typeof compareVersions>) {
    return this.versions.compare(caller, params.id, params.a, params.b);
  }

  @Handle(rollbackWorkflow) rollback(caller: Caller, { params, body }: In<typeof rollbackWorkflow>) {
    return this.workflows.rollback(caller, params.id, body.version);
  }

  @Handle(restoreVersion) restoreVersion(caller: Caller, { params, headers }: In<typeof restoreVersion>) {
    return this.versions.restore(caller, params.id, params.version, headers['if-match']);
  }

  @Handle(duplicateWorkflow) duplicate(caller: Caller, { params, body }: In<typeof duplicateWorkflow>) {
    return this.copies.duplicate(caller, params.id, body.name);
  }

  @Handle(restoreWorkflow) restore(caller: Caller, { params }: In<typeof restoreWorkflow>) {
    return this.copies.restore(caller, params.id);
  }
}
