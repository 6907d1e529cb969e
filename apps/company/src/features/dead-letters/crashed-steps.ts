import { Injectable } from '@nestjs/common';
import { stepKey, type RunInfo, type SqlTransaction } from '#libs/durable';
import { DeadLetterWriter } from './dead-letter.writer.js';

/** Processes of its own that a step ends before it is given up, as durable counts them. */
const crashesUntilLetter = 3;

interface Told {
  run: RunInfo;
  at: number;
}

/** Steps that ended their processes again and again: their run waits until somebody redrives them or gives them up. */
@Injectable()
export class CrashedSteps {
  constructor(private readonly letters: DeadLetterWriter) {}

  /** Takes every event that the projection is told about, and writes a letter for the last crash. */
  async onEvent(tx: SqlTransaction, event: object, { run }: Told): Promise<void> {
    const { type, path, crashes, generation, message, at } = event as {
      type: string;
      path: string;
      crashes: number;
      generation: number;
      message: string;
      at: number;
    };
    if (type !== 'step.crashed' || crashes < crashesUntilLetter) return;
    const [row] = await tx.query<{ workflow_id: string; workflow_name: string }>(
      'SELECT workflow_id, workflow_name FROM runs WHERE id = ?',
      [run.id],
    );
    await this.letters.add(tx, {
      companyId: run.companyId,
      source: 'step',
      originKey: `${stepKey(run.id, path, generation)}.${at}`,
      subject: `${path} of ${row?.workflow_name ?? run.id}`,
      code: 'STEP_CRASHED',
      message,
      attempts: crashes,
      runId: run.id,
      workflowId: row?.workflow_id ?? null,
      stepPath: path,
      at,
    });
  }
}
