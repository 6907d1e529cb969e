import { Controller } from '@nestjs/common';
import {
  deleteTemplate,
  getTemplate,
  installTemplate,
  listGallery,
  offerTemplate,
  type Caller,
  type In,
} from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { TemplatesService } from './templates.service.js';

@Controller()
export class TemplatesController {
  constructor(private readonly templates: TemplatesService) {}

  @Handle(listGallery) list(caller: Caller) {
    return this.templates.list(caller);
  }

  @Handle(getTemplate) get(caller: Caller, { params }: In<typeof getTemplate>) {
    return this.templates.get(caller, params.id);
  }

  @Handle(installTemplate) install(caller: Caller, { params, body }: In<typeof installTemplate>) {
    return this.templates.install(caller, params.id, body);
  }

  @Handle(offerTemplate) publish(caller: Caller, { params, body }: In<typeof offerTemplate>) {
    return this.templates.publish(caller, params.id, body);
  }

  @Handle(deleteTemplate) delete(caller: Caller, { params }: In<typeof deleteTemplate>) {
    return this.templates.delete(caller, params.id);
  }
}
