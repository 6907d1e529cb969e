import { Injectable } from '@nestjs/common';
import type { PeopleCapability } from '#libs/catalog/kit';
import { AppError } from '#libs/contracts';
import { MemberRepository } from '../members/member.repository.js';
import { names } from '../members/recipients.js';
import { assertSchema } from '../workflows/definition-check.js';
import type { StepOrigin, Write } from '../runs/step-origin.js';
import { InboxWriter } from './inbox-writer.js';
import { mayAnswerAtAll } from './standing.js';

/** Puts a step's question into the inbox, in the commit that lets the step wait. */
@Injectable()
export class PeopleAsking {
  constructor(
    private readonly inbox: InboxWriter,
    private readonly members: MemberRepository,
  ) {}

  capability(origin: StepOrigin, later: (write: Write) => void): PeopleCapability {
    return {
      ask: async (request) => {
        const schema = (request.schema as Record<string, unknown> | undefined) ?? null;
        if (schema) assertSchema(schema, 'config.schema');
        const { quorum = 1, rejections = 1 } = request;
        await this.assertAnswerable(
          origin.companyId,
          request.assignees,
          request.escalation?.to ?? [],
          quorum + rejections - 1,
        );
        later((tx) =>
          this.inbox.open(tx, {
            companyId: origin.companyId,
            kind: request.kind,
            title: request.title.slice(0, 300),
            body: request.body ?? null,
            assignees: request.assignees,
            quorum,
            rejections,
            escalateTo: request.escalation?.to ?? null,
            escalateAt: request.escalation?.at ?? null,
            schema,
            facts: request.facts ?? [],
            runId: origin.runId,
            workflowId: origin.workflowId,
            workflowName: origin.workflowName,
            stepPath: origin.path,
            stepName: origin.stepName.slice(0, 200),
            stepKind: null,
            attempt: origin.attempt,
            stepKey: origin.key,
            createdAt: origin.at,
            deadline: request.deadline,
          }),
        );
      },
    };
  }

  /**
   * Somebody has to be there who can answer, and as many as a decision may take.
   * @throws RECIPIENT_UNKNOWN, INBOX_QUORUM_IMPOSSIBLE
   */
  async assertAnswerable(
    companyId: string,
    assignees: readonly string[],
    escalateTo: readonly string[],
    needed: number,
  ): Promise<void> {
    const able = (await this.members.named(companyId, [...assignees, ...escalateTo])).filter(mayAnswerAtAll);
    for (const list of [assignees, escalateTo])
      if (list.length > 0 && !able.some((member) => list.some((one) => names(one, member))))
        throw new AppError('RECIPIENT_UNKNOWN', {
          detail: `Nobody in the company who may answer (an operator or higher) goes by ${list.join(', ')}`,
        });
    if (able.length < needed)
      throw new AppError('INBOX_QUORUM_IMPOSSIBLE', {
        detail: `${needed} people may have to answer before it is decided, but only ${able.length} can: ${[...assignees, ...escalateTo].join(', ')}`,
      });
  }
}
