import { Controller } from '@nestjs/common';
import {
  aiClassify,
  aiClassifyFeedback,
  aiExtract,
  aiExtractStream,
  aiGenerate,
  aiSummarize,
  aiSummarizeStream,
  aiTranslate,
  aiTranslateStream,
  type Caller,
  type In,
} from '#libs/contracts';
import { Handle, type HttpContext, type ServerEvent } from '#libs/platform/http';
import { byHttp } from '../calls/incoming.js';
import { Feedback } from './feedback.js';
import { told, type Told } from './progress.js';
import { TasksService } from './tasks.service.js';

@Controller()
export class TasksController {
  constructor(
    private readonly tasks: TasksService,
    private readonly feedback: Feedback,
  ) {}

  @Handle(aiSummarize) summarize(caller: Caller, { body }: In<typeof aiSummarize>, http: HttpContext) {
    return this.tasks.summarize(caller, body, byHttp(caller, 'summarize', http));
  }
  @Handle(aiSummarizeStream) summarizing(caller: Caller, { body }: In<typeof aiSummarizeStream>, http: HttpContext) {
    return events(told((report) => this.tasks.summarize(caller, body, byHttp(caller, 'summarize', http), report)));
  }
  @Handle(aiExtract) extract(caller: Caller, { body }: In<typeof aiExtract>, http: HttpContext) {
    return this.tasks.extract(caller, body, byHttp(caller, 'extract', http));
  }
  @Handle(aiExtractStream) extracting(caller: Caller, { body }: In<typeof aiExtractStream>, http: HttpContext) {
    return events(told((report) => this.tasks.extract(caller, body, byHttp(caller, 'extract', http), report)));
  }
  @Handle(aiClassify) classify(caller: Caller, { body }: In<typeof aiClassify>, http: HttpContext) {
    return this.tasks.classify(caller, body, byHttp(caller, 'classify', http));
  }
  @Handle(aiClassifyFeedback) judge(caller: Caller, { body }: In<typeof aiClassifyFeedback>) {
    return this.feedback.give(caller, body);
  }
  @Handle(aiGenerate) generate(caller: Caller, { body }: In<typeof aiGenerate>, http: HttpContext) {
    return this.tasks.generate(caller, body, byHttp(caller, 'generate', http));
  }
  @Handle(aiTranslate) translate(caller: Caller, { body }: In<typeof aiTranslate>, http: HttpContext) {
    return this.tasks.translate(caller, body, byHttp(caller, 'translate', http));
  }
  @Handle(aiTranslateStream) translating(caller: Caller, { body }: In<typeof aiTranslateStream>, http: HttpContext) {
    return events(told((report) => this.tasks.translate(caller, body, byHttp(caller, 'translate', http), report)));
  }
}

async function* events(all: AsyncIterable<Told<unknown>>): AsyncGenerator<ServerEvent, void, undefined> {
  for await (const each of all)
    yield { event: each.type, data: each.type === 'progress' ? each.progress : each.answer };
}
