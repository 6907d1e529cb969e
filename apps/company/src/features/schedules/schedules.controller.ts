import { Controller } from '@nestjs/common';
import { listFirings, listSchedules, previewSchedule, type Caller, type In } from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { SchedulesService } from './schedules.service.js';

@Controller()
export class SchedulesController {
  constructor(private readonly schedules: SchedulesService) {}

  @Handle(listSchedules) list(caller: Caller, { query }: In<typeof listSchedules>) {
    return this.schedules.list(caller, query);
  }

  @Handle(listFirings) firings(caller: Caller, { params, query }: In<typeof listFirings>) {
    return this.schedules.listFirings(caller, params.id, query);
  }

  @Handle(previewSchedule) preview(_caller: Caller, { body }: In<typeof previewSchedule>) {
    return this.schedules.preview(body);
  }
}
