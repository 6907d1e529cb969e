import { Controller } from '@nestjs/common';
import {
  deactivateCompany,
  deleteCompany,
  exportCompany,
  getCompanyLifecycle,
  reactivateCompany,
  transferCompany,
  type Caller,
  type In,
} from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { CompanyExport } from './company-export.js';
import { CompanyLifecycleService } from './company-lifecycle.service.js';

@Controller()
export class LifecycleController {
  constructor(
    private readonly lifecycle: CompanyLifecycleService,
    private readonly archive: CompanyExport,
  ) {}

  @Handle(getCompanyLifecycle) get({ companyId }: Caller) {
    return this.lifecycle.get(companyId);
  }

  @Handle(transferCompany) transfer(caller: Caller, { body }: In<typeof transferCompany>): Promise<void> {
    return this.lifecycle.transfer(caller, body.memberId);
  }

  @Handle(deactivateCompany) deactivate({ companyId }: Caller) {
    return this.lifecycle.deactivate(companyId);
  }

  @Handle(reactivateCompany) reactivate({ companyId }: Caller) {
    return this.lifecycle.reactivate(companyId);
  }

  @Handle(deleteCompany) delete({ companyId }: Caller, { body }: In<typeof deleteCompany>) {
    return this.lifecycle.delete(companyId, body.confirm);
  }

  @Handle(exportCompany) export(caller: Caller) {
    return this.archive.of(caller);
  }
}
