import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { newId } from '#libs/contracts';
import { GroupedWork } from '#libs/platform/database';
import type { Logger } from '#libs/platform/logging';
import { serviceLogger } from '#libs/service';
import type { Asking } from '../calls/asking.js';
import { originOf } from '../calls/origin.js';
import { findSecrets } from './detectors/secrets.js';
import type { Judged } from './judged.js';
import type { VerdictRow } from './verdict.entity.js';
import { VerdictRepository } from './verdict.repository.js';

type NewVerdict = Omit<VerdictRow, 'at'>;
/** Waiting to be written; beyond that verdicts are lost, and it is logged how many. */
const mostWaiting = 10_000;
const mostOfOneCall = 50;

/** Writes verdicts down behind the calls' back: no call waits for it, and none fails because of it. */
@Injectable()
export class VerdictLog implements OnApplicationShutdown {
  private readonly groups: GroupedWork<NewVerdict, void>;
  private readonly waiting = new Set<Promise<void>>();
  private lost = 0;

  constructor(
    verdicts: VerdictRepository,
    @Inject(serviceLogger) private readonly logger: Logger,
  ) {
    this.groups = new GroupedWork({
      work: async (rows): Promise<void[]> => {
        await verdicts.write(rows);
        return rows.map(() => undefined);
      },
      lanes: 1,
      largest: 250,
    });
  }

  /** @returns the ids that the verdicts will have */
  add(asking: Asking, direction: 'in' | 'out', judged: readonly Judged[]): string[] {
    const rows = rowsOf(asking, direction, judged);
    for (const row of rows) this.write(row);
    return rows.map(({ id }) => id);
  }

  /** Resolves when everything is written that was added so far. */
  async settled(): Promise<void> {
    while (this.waiting.size > 0) await Promise.all(this.waiting);
  }

  onApplicationShutdown(): Promise<void> {
    return this.settled();
  }

  private write(row: NewVerdict): void {
    if (this.waiting.size >= mostWaiting) {
      if ((this.lost += 1) % 1000 === 1) this.logger.warn({ lost: this.lost }, 'verdicts of guardrails were lost');
      return;
    }
    const written = this.groups
      .add(row)
      .catch((error: unknown) => this.logger.warn({ error }, 'a verdict of the guardrails was not written'))
      .finally(() => this.waiting.delete(written));
    this.waiting.add(written);
  }
}

/** One row for each kind in each place. */
function rowsOf(asking: Asking, direction: 'in' | 'out', judged: readonly Judged[]): NewVerdict[] {
  const rows = new Map<string, NewVerdict>();
  for (const { detector, kind, action, reason, sample, score, place } of judged) {
    const key = `${detector} ${kind} ${place}`;
    const known = rows.get(key);
    if (known) {
      known.count += 1;
      continue;
    }
    if (rows.size >= mostOfOneCall) break;
    rows.set(key, {
      id: newId('aiVerdict'),
      companyId: asking.caller.companyId,
      ...{ direction, detector, kind, action, place: place.slice(0, 100), count: 1, task: asking.task },
      reason: reason.slice(0, 300),
      // The name of a host may itself be a secret.
      sample: findSecrets(sample, true).found.length > 0 ? '…' : sample.slice(0, 200),
      score: score === null ? null : Math.round(score * 100),
      ...originOf(asking),
    });
  }
  return [...rows.values()];
}
