import { Controller } from '@nestjs/common';
import {
  exportAuditEvents,
  getAuditEvent,
  listAuditEvents,
  verifyAuditEvents,
  type Caller,
  type In,
} from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { AuditService } from './audit.service.js';

@Controller()
export class AuditController {
  constructor(private readonly audit: AuditService) {}

  @Handle(listAuditEvents) list(caller: Caller, { query }: In<typeof listAuditEvents>) {
    return this.audit.list(caller, query);
  }

  @Handle(exportAuditEvents) export(caller: Caller, { query: { format, ...filters } }: In<typeof exportAuditEvents>) {
    return this.audit.export(caller, format, filters);
  }

  @Handle(verifyAuditEvents) verify(caller: Caller, { query }: In<typeof verifyAuditEvents>) {
    return this.audit.verify(caller, query.from);
  }

  @Handle(getAuditEvent) get(caller: Caller, { params }: In<typeof getAuditEvent>) {
    return this.audit.get(caller, params.id);
  }
}
