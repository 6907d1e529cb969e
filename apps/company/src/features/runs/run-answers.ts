import { Injectable } from '@nestjs/common';
import type { HistoryEntry } from '#libs/durable';

/** What somebody who waits for a run is told: its first committed `flow.respond`, else its end. */
export type RunAnswer =
  | { kind: 'responded'; status: number; headers: Record<string, string>; body: unknown }
  | { kind: 'ended'; status: 'succeeded' | 'failed' | 'cancelled'; output: unknown };

export interface Awaited {
  answer: Promise<RunAnswer>;
  /** Nobody waits any more. */
  forget(): void;
}

/**
 * Answers of runs that this process carries out, for requests that wait in it: told after the commit, without a statement. A run that
 * goes on elsewhere is not heard of here; its history has the same answer (`answerIn`).
 */
@Injectable()
export class RunAnswers {
  private readonly waiting = new Map<string, (answer: RunAnswer) => void>();

  /** Before the run is created, so that nothing is missed. */
  expect(runId: string): Awaited {
    const answer = new Promise<RunAnswer>((resolve) => this.waiting.set(runId, resolve));
    return { answer, forget: () => void this.waiting.delete(runId) };
  }

  isAwaited(runId: string): boolean {
    return this.waiting.has(runId);
  }

  /** After the commit that holds the answer. The first one counts. */
  give(runId: string, answer: RunAnswer): void {
    this.waiting.get(runId)?.(answer);
  }
}

/** The answer that lies in a stretch of history, if it does. */
export function answerIn(entries: readonly HistoryEntry[]): RunAnswer | undefined {
  for (const { type, event, output } of entries) {
    const respond = event['respond'] as { status: number; headers: Record<string, string> } | undefined;
    if (type === 'step.succeeded' && respond) return { kind: 'responded', ...respond, body: output ?? null };
    if (type === 'run.finished')
      return { kind: 'ended', status: event['status'] as 'succeeded', output: output ?? null };
  }
  return undefined;
}
