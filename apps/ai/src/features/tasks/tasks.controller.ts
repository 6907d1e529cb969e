import { Controller } from '@nestjs/common';
import { aiClassify, aiExtract, aiGenerate, aiSummarize, type Caller, type In } from '#libs/contracts';
import { Handle, type HttpContext } from '#libs/platform/http';
import { byHttp } from '../calls/incoming.js';
import { TasksService } from './tasks.service.js';

@Controller()
export class TasksController {
  constructor(private readonly tasks: TasksService) {}

  @Handle(aiSummarize) summarize(caller: Caller, { body }: In<typeof aiSummarize>, http: HttpContext) {
    return this.tasks.summarize(caller, body, byHttp(caller, 'summarize', http));
  }
  @Handle(aiExtract) extract(caller: Caller, { body }: In<typeof aiExtract>, http: HttpContext) {
    return this.tasks.extract(caller, body, byHttp(caller, 'extract', http));
  }
  @Handle(aiClassify) classify(caller: Caller, { body }: In<typeof aiClassify>, http: HttpContext) {
    return this.tasks.classify(caller, body, byHttp(caller, 'classify', http));
  }
  @Handle(aiGenerate) generate(caller: Caller, { body }: In<typeof aiGenerate>, http: HttpContext) {
    return this.tasks.generate(caller, body, byHttp(caller, 'generate', http));
  }
}
