import { Controller } from '@nestjs/common';
import {
  cancelJob,
  getJob,
  listJobs,
  postJobCallback,
  retryJob,
  startJob,
  type Caller,
  type In,
} from '#libs/contracts';
import { Handle, reply, type HttpContext } from '#libs/platform/http';
import { JobsService } from './jobs.service.js';

@Controller()
export class JobsController {
  constructor(private readonly jobs: JobsService) {}

  @Handle(startJob) start(caller: Caller, { params, body }: In<typeof startJob>, http: HttpContext) {
    return this.jobs.start(caller, { ...body, tool: params.id, input: body.input, key: http.idempotencyKey });
  }

  @Handle(listJobs) list(caller: Caller, { query }: In<typeof listJobs>) {
    return this.jobs.list(caller, query);
  }

  @Handle(getJob) get(caller: Caller, { params }: In<typeof getJob>) {
    return this.jobs.get(caller, params.id);
  }

  @Handle(cancelJob) cancel(caller: Caller, { params }: In<typeof cancelJob>) {
    return this.jobs.cancel(caller, params.id);
  }

  @Handle(retryJob) retry(caller: Caller, { params }: In<typeof retryJob>) {
    return this.jobs.retry(caller, params.id);
  }

  @Handle(postJobCallback) async callback(_: unknown, { params, headers, body }: In<typeof postJobCallback>) {
    await this.jobs.answer(params.token, headers['content-type'], body);
    return reply(202, { accepted: true });
  }
}
