import { Controller } from '@nestjs/common';
import {
  createWidget,
  deleteWidget,
  listWidgets,
  rotateWidget,
  updateWidget,
  type Caller,
  type In,
} from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { WidgetsService } from './widgets.service.js';

@Controller()
export class WidgetsController {
  constructor(private readonly widgets: WidgetsService) {}

  @Handle(listWidgets) list(caller: Caller, { query }: In<typeof listWidgets>) {
    return this.widgets.list(caller, query);
  }

  @Handle(createWidget) create(caller: Caller, { body }: In<typeof createWidget>) {
    return this.widgets.create(caller, body);
  }

  @Handle(updateWidget) update(caller: Caller, { params, body }: In<typeof updateWidget>) {
    return this.widgets.update(caller, params.id, body);
  }

  @Handle(rotateWidget) rotate(caller: Caller, { params }: In<typeof rotateWidget>) {
    return this.widgets.rotate(caller, params.id);
  }

  @Handle(deleteWidget) delete(caller: Caller, { params }: In<typeof deleteWidget>) {
    return this.widgets.delete(caller, params.id);
  }
}
