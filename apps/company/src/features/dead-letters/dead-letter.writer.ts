import { Injectable } from '@nestjs/common';
import { newId } from '#libs/contracts';
import type { DeadLetterRow } from './dead-letter.entity.js';

export type NewDeadLetter = Pick<
  DeadLetterRow,
  | 'companyId'
  | 'source'
  | 'originKey'
  | 'subject'
  | 'code'
  | 'message'
  | 'attempts'
  | 'runId'
  | 'workflowId'
  | 'stepPath'
> & { at: number };

/** What writing a letter needs of an open transaction, the platform's or durable's. */
interface LetterTx {
  readonly sql: { readonly insertIgnore: string };
  run(sql: string, params: readonly (string | number | null)[]): Promise<unknown>;
}

/** Puts what exhausted its bounds where people see it, in the commit that gives it up. */
@Injectable()
export class DeadLetterWriter {
  /** The same origin is one letter. */
  async add(tx: LetterTx, letter: NewDeadLetter): Promise<void> {
    const { companyId, source, originKey, subject, code, message, attempts, runId, workflowId, stepPath, at } = letter;
    await tx.run(
      `${tx.sql.insertIgnore} INTO dead_letters (id, company_id, source, status, origin_key, subject, code, message, attempts, run_id, workflow_id, step_path, created_at) VALUES (?, ?, ?, 'open', ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        newId('deadLetter'),
        companyId,
        source,
        originKey,
        subject.slice(0, 300),
        code,
        message.slice(0, 500),
        attempts,
        runId,
        workflowId,
        stepPath?.slice(0, 500) ?? null,
        at,
      ],
    );
  }
}
