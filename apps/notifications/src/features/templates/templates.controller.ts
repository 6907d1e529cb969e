import { Controller } from '@nestjs/common';
import {
  readTemplate,
  listTemplates,
  listTemplateVersions,
  previewTemplate,
  publishTemplate,
  rollbackTemplate,
  saveTemplateDraft,
  testTemplate,
  type Caller,
  type In,
} from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { TemplateUse } from './template-use.js';
import { TemplatesService } from './templates.service.js';

@Controller()
export class TemplatesController {
  constructor(
    private readonly templates: TemplatesService,
    private readonly use: TemplateUse,
  ) {}

  @Handle(listTemplates) list(caller: Caller) {
    return this.templates.list(caller);
  }

  @Handle(readTemplate) get(caller: Caller, { params }: In<typeof readTemplate>) {
    return this.templates.get(caller, params);
  }

  @Handle(saveTemplateDraft) save(caller: Caller, { params, body, headers }: In<typeof saveTemplateDraft>) {
    return this.templates.saveDraft(caller, params, body.content, headers['if-match']);
  }

  @Handle(publishTemplate) publish(caller: Caller, { params, body }: In<typeof publishTemplate>) {
    return this.templates.publish(caller, params, body.note);
  }

  @Handle(listTemplateVersions) versions(caller: Caller, { params, query }: In<typeof listTemplateVersions>) {
    return this.templates.listVersions(caller, params, query);
  }

  @Handle(rollbackTemplate) rollback(caller: Caller, { params, body }: In<typeof rollbackTemplate>) {
    return this.templates.rollback(caller, params, body.version);
  }

  @Handle(previewTemplate) preview(caller: Caller, { params, body }: In<typeof previewTemplate>) {
    return this.use.preview(caller, params, body.content);
  }

  @Handle(testTemplate) test(caller: Caller, { params, body }: In<typeof testTemplate>) {
    return this.use.test(caller, params, body);
  }
}
