import { Injectable } from '@nestjs/common';
import type { PeopleCapability } from '#libs/catalog/kit';
import { AppError } from '#libs/contracts';
import { MembersService } from '../members/members.service.js';
import { assertSchema } from '../workflows/definition-check.js';
import type { StepOrigin, Write } from '../runs/step-origin.js';
import { InboxWriter } from './inbox-writer.js';

/** Puts a step's question into the inbox, in the commit that lets the step wait. */
@Injectable()
export class PeopleAsking {
  constructor(
    private readonly inbox: InboxWriter,
    private readonly members: MembersService,
  ) {}

  capability(origin: StepOrigin, later: (write: Write) => void): PeopleCapability {
    return {
      ask: async (request) => {
        const schema = (request.schema as Record<string, unknown> | undefined) ?? null;
        if (schema) assertSchema(schema, 'config.schema');
        const { unknown } = await this.members.resolve(origin.companyId, request.assignees);
        if (unknown.length === request.assignees.length) {
          throw new AppError('RECIPIENT_UNKNOWN', { detail: `Nobody in the company answers to ${unknown.join(', ')}` });
        }
        later((tx) =>
          this.inbox.open(tx, {
            companyId: origin.companyId,
            kind: request.kind,
            title: request.title.slice(0, 300),
            body: request.body ?? null,
            assignees: request.assignees,
            quorum: request.quorum ?? 1,
            schema,
            facts: request.facts ?? [],
            runId: origin.runId,
            workflowId: origin.workflowId,
            workflowName: origin.workflowName,
            stepPath: origin.path,
            stepName: origin.stepName.slice(0, 200),
            attempt: origin.attempt,
            stepKey: origin.key,
            createdAt: origin.at,
            deadline: request.deadline,
          }),
        );
      },
    };
  }
}
