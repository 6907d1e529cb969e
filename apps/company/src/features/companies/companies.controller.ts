import { Controller } from '@nestjs/common';
import {
  AppError,
  createCompany,
  getCompany,
  getCompanySecurity,
  updateCompany,
  updateCompanySecurity,
  type Caller,
  type In,
} from '#libs/contracts';
import { Handle, type HttpContext } from '#libs/platform/http';
import { plainAddress } from '#libs/platform/security';
import { CompaniesService } from './companies.service.js';
import { CompanySecurityService } from './company-security.service.js';

@Controller()
export class CompaniesController {
  constructor(
    private readonly companies: CompaniesService,
    private readonly rules: CompanySecurityService,
  ) {}

  @Handle(createCompany) create({ userId }: Caller, { body }: In<typeof createCompany>) {
    if (userId === undefined) throw new AppError('FORBIDDEN', { detail: 'Only a person makes companies' });
    return this.companies.createAnother(userId, body.name);
  }

  @Handle(getCompany) get(caller: Caller) {
    return this.companies.get(caller.companyId);
  }

  @Handle(updateCompany) update(caller: Caller, { body }: In<typeof updateCompany>) {
    return this.companies.update(caller.companyId, body);
  }

  @Handle(getCompanySecurity) security(caller: Caller) {
    return this.rules.get(caller.companyId);
  }

  @Handle(updateCompanySecurity) updateSecurity(
    caller: Caller,
    { body }: In<typeof updateCompanySecurity>,
    http: HttpContext,
  ) {
    return this.rules.update(caller, body, plainAddress(http.ip));
  }
}
