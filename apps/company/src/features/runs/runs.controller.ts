import { Controller } from '@nestjs/common';
import {
  cancelRun,
  getRun,
  getRunDefinition,
  listRuns,
  listSteps,
  live,
  pauseRun,
  preflightRerun,
  rerunRun,
  rerunRuns,
  resumeRun,
  retryRun,
  runEvents,
  runHistory,
  signalRun,
  startRun,
  startRuns,
  type Caller,
  type In,
} from '#libs/contracts';
import { Handle, reply, type HttpContext } from '#libs/platform/http';
import { RerunService } from './rerun.service.js';
import { RetryService } from './retry.service.js';
import { RunControlService } from './run-control.service.js';
import { RunStream } from './run-stream.js';
import { RunsService } from './runs.service.js';
import { StepsService } from './steps.service.js';

@Controller()
export class RunsController {
  constructor(
    private readonly runs: RunsService,
    private readonly steps: StepsService,
    private readonly control: RunControlService,
    private readonly retries: RetryService,
    private readonly reruns: RerunService,
    private readonly stream: RunStream,
  ) {}

  @Handle(startRun) async start(caller: Caller, { params, query, body }: In<typeof startRun>, http: HttpContext) {
    const request = {
      input: body.input,
      trigger: body.trigger,
      immediate: query.wait !== undefined,
      key: http.idempotencyKey,
      priority: body.priority,
    };
    if (!query.wait) {
      const { id, status } = await this.runs.start(caller, params.id, request);
      return reply(202, { id, status });
    }
    const run = await this.runs.startAndWait(caller, params.id, request, query.wait);
    return run.finishedAt === null ? reply(202, { id: run.id, status: run.status }) : reply(200, run);
  }

  @Handle(startRuns) async startMany(caller: Caller, { params, body }: In<typeof startRuns>, http: HttpContext) {
    return { ids: await this.runs.startMany(caller, params.id, { ...body, key: http.idempotencyKey }) };
  }

  @Handle(listRuns) list(caller: Caller, { query }: In<typeof listRuns>) {
    return this.runs.list(caller, query);
  }

  @Handle(getRun) get(caller: Caller, { params }: In<typeof getRun>) {
    return this.runs.get(caller, params.id);
  }

  @Handle(getRunDefinition) definition(caller: Caller, { params }: In<typeof getRunDefinition>) {
    return this.runs.definition(caller, params.id);
  }

  @Handle(listSteps) listSteps(caller: Caller, { params, query }: In<typeof listSteps>) {
    return this.steps.list(caller, params.id, query);
  }

  @Handle(runHistory) history(caller: Caller, { params, query }: In<typeof runHistory>) {
    return this.runs.history(caller, params.id, query.after, query.limit);
  }

  @Handle(runEvents) events(caller: Caller, { params, query, headers }: In<typeof runEvents>, http: HttpContext) {
    return this.stream.one(caller, params.id, headers['last-event-id'] ?? query.after ?? 0, http.signal);
  }

  @Handle(live) live(caller: Caller, { query }: In<typeof live>, http: HttpContext) {
    return this.stream.many(caller, query.watch, http.signal);
  }

  @Handle(cancelRun) cancel(caller: Caller, { params, body }: In<typeof cancelRun>) {
    return this.control.cancel(caller, params.id, body.reason);
  }

  @Handle(pauseRun) pause(caller: Caller, { params }: In<typeof pauseRun>) {
    return this.control.pause(caller, params.id);
  }

  @Handle(resumeRun) resume(caller: Caller, { params }: In<typeof resumeRun>) {
    return this.control.resume(caller, params.id);
  }

  @Handle(retryRun) retry(caller: Caller, { params, body }: In<typeof retryRun>) {
    return this.retries.retry(caller, params.id, body.step);
  }

  @Handle(rerunRuns) async rerunAll(caller: Caller, { body }: In<typeof rerunRuns>, http: HttpContext) {
    return reply(202, await this.reruns.rerunAll(caller, body, http.idempotencyKey));
  }

  @Handle(rerunRun) async rerun(caller: Caller, { params, body }: In<typeof rerunRun>, http: HttpContext) {
    const { id, status } = await this.reruns.rerun(caller, params.id, body, http.idempotencyKey);
    return reply(202, { id, status });
  }

  @Handle(preflightRerun) preflight(caller: Caller, { params, body }: In<typeof preflightRerun>) {
    return this.reruns.preflight(caller, params.id, body);
  }

  @Handle(signalRun) signal(caller: Caller, { params, body }: In<typeof signalRun>) {
    return this.control.signal(caller, params.id, body);
  }
}
