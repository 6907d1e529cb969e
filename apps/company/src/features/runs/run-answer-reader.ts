import { Injectable } from '@nestjs/common';
import { Durable } from '#libs/durable';
import { answerIn, type RunAnswer } from './run-answers.js';

/** A run that goes on elsewhere is looked at this soon, then less and less often, up to once a second. */
const firstLookMs = 150;
const pageOfHistory = 200;

interface Wait {
  ms: number;
  /** What this process is told directly, when the run is its own. */
  told?: Promise<RunAnswer> | undefined;
  /** Only what comes after this place in the history counts. */
  after?: number | undefined;
  signal?: AbortSignal | undefined;
}

/** Waits for what a run answers, wherever it runs. */
@Injectable()
export class RunAnswerReader {
  constructor(private readonly durable: Durable) {}

  /** Told by this process, or read from history when the run goes on elsewhere. Undefined after `ms`, or when the signal aborts. */
  async wait(runId: string, { ms, told, after = 0, signal }: Wait): Promise<RunAnswer | undefined> {
    const end = performance.now() + ms;
    let timer: NodeJS.Timeout | undefined;
    let seen = after;
    try {
      for (let pause = told ? firstLookMs : 0; ; pause = Math.min(Math.max(pause, 50) * 1.6, 1000)) {
        const left = end - performance.now();
        const quiet = new Promise<undefined>((resolve) => {
          timer = setTimeout(resolve, Math.max(0, Math.min(pause, left)), undefined);
        });
        const answer = await (told ? Promise.race([told, quiet]) : quiet);
        if (answer) return answer;
        for (let isMore = true; isMore;) {
          const entries = await this.durable.history(runId, seen, pageOfHistory);
          const found = answerIn(entries);
          if (found) return found;
          seen = entries.at(-1)?.seq ?? seen;
          isMore = entries.length === pageOfHistory;
        }
        if (left <= 0 || signal?.aborted) return undefined;
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** How far the run's history goes now. */
  async end(runId: string): Promise<number> {
    for (let seen = 0; ;) {
      const entries = await this.durable.events(runId, seen, pageOfHistory);
      seen = entries.at(-1)?.seq ?? seen;
      if (entries.length < pageOfHistory) return seen;
    }
  }
}
