import { Controller } from '@nestjs/common';
import {
  createWorkflow,
  deleteWorkflow,
  estimateWorkflow,
  exportWorkflow,
  getWorkflow,
  importWorkflow,
  listWorkflows,
  publishWorkflow,
  saveDraft,
  updateWorkflow,
  validateWorkflow,
  type Caller,
  type In,
} from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { ExportService } from './transfer/export.service.js';
import { ImportService } from './transfer/import.service.js';
import { WorkflowEstimates } from './estimates/workflow-estimates.service.js';
import { WorkflowsService } from './workflows.service.js';

@Controller()
export class WorkflowsController {
  constructor(
    private readonly workflows: WorkflowsService,
    private readonly exports: ExportService,
    private readonly imports: ImportService,
    private readonly estimates: WorkflowEstimates,
  ) {}

  @Handle(createWorkflow) create(caller: Caller, { body }: In<typeof createWorkflow>) {
    return this.workflows.create(caller, body);
  }

  @Handle(listWorkflows) list(caller: Caller, { query }: In<typeof listWorkflows>) {
    return this.workflows.list(caller, query);
  }

  @Handle(validateWorkflow) validate(caller: Caller, { body }: In<typeof validateWorkflow>) {
    return this.workflows.validate(caller, body.definition);
  }

  @Handle(getWorkflow) get(caller: Caller, { params }: In<typeof getWorkflow>) {
    return this.workflows.get(caller, params.id);
  }

  @Handle(updateWorkflow) update(caller: Caller, { params, body }: In<typeof updateWorkflow>) {
    return this.workflows.rename(caller, params.id, body);
  }

  @Handle(deleteWorkflow) delete(caller: Caller, { params }: In<typeof deleteWorkflow>) {
    return this.workflows.delete(caller, params.id);
  }

  @Handle(saveDraft) saveDraft(caller: Caller, { params, headers, body }: In<typeof saveDraft>) {
    return this.workflows.saveDraft(caller, params.id, body.definition, headers['if-match']);
  }

  @Handle(publishWorkflow) publish(caller: Caller, { params, body }: In<typeof publishWorkflow>) {
    return this.workflows.publish(caller, params.id, body.note);
  }

  @Handle(estimateWorkflow) estimate(caller: Caller, { params }: In<typeof estimateWorkflow>) {
    return this.estimates.of(caller, params.id);
  }

  @Handle(exportWorkflow) export(caller: Caller, { params, query }: In<typeof exportWorkflow>) {
    return this.exports.export(caller, params.id, query.format, query.version);
  }

  @Handle(importWorkflow) import(caller: Caller, { body, query }: In<typeof importWorkflow>) {
    return this.imports.import(caller, body, query);
  }
}
