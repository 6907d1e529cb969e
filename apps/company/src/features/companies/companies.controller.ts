import { Controller } from '@nestjs/common';
import {
  getCompany,
  getCompanySecurity,
  updateCompany,
  updateCompanySecurity,
  type Caller,
  type In,
} from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { CompaniesService } from './companies.service.js';

@Controller()
export class CompaniesController {
  constructor(private readonly companies: CompaniesService) {}

  @Handle(getCompany) get(caller: Caller) {
    return this.companies.get(caller.companyId);
  }

  @Handle(updateCompany) update(caller: Caller, { body }: In<typeof updateCompany>) {
    return this.companies.update(caller.companyId, body);
  }

  @Handle(getCompanySecurity) security(caller: Caller) {
    return this.companies.security(caller.companyId);
  }

  @Handle(updateCompanySecurity) updateSecurity(caller: Caller, { body }: In<typeof updateCompanySecurity>) {
    return this.companies.updateSecurity(caller.companyId, body);
  }
}
