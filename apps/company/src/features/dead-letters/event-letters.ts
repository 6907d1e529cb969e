import { Injectable } from '@nestjs/common';
import { AppError, type ServiceName } from '#libs/contracts';
import { Database, type Tx } from '#libs/platform/database';
import { BuriedEvents, type BuriedEvent, type EventLetterKey } from '#libs/platform/events';
import { DeadLetterWriter } from './dead-letter.writer.js';

/** Events that a consumer of this service failed at, among the dead letters of their company. */
@Injectable()
export class EventLetters extends BuriedEvents {
  constructor(
    private readonly db: Database,
    private readonly letters: DeadLetterWriter,
  ) {
    super();
  }

  async onBuried(tx: Tx, { consumer, event, error, attempts }: BuriedEvent): Promise<void> {
    await this.letters.add(tx, {
      companyId: event.companyId,
      source: 'event',
      originKey: keyText({ consumer, producer: event.producer, position: event.position }),
      subject: `${event.type} for ${consumer}`,
      code: AppError.is(error) ? error.code : 'INTERNAL',
      // What nobody foresaw says too much of the inside.
      message: AppError.is(error) ? error.message : 'The event could not be handled',
      attempts,
      runId: null,
      workflowId: null,
      stepPath: null,
      at: await this.now(tx),
    });
  }

  private async now(tx: Tx): Promise<number> {
    const [row] = await tx.query<{ now: number }>(`SELECT ${this.db.sql.now} AS now`);
    return Number(row?.now ?? 0);
  }
}

const keyText = ({ consumer, producer, position }: EventLetterKey): string => `${producer}/${position}/${consumer}`;

export function keyOf(originKey: string): EventLetterKey {
  const [producer = '', position = '', ...consumer] = originKey.split('/');
  return { producer: producer as ServiceName, position: Number(position), consumer: consumer.join('/') };
}
