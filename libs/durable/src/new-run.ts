import type { RunError } from './definition.port.js';
import { limits } from './limits.js';
import type { Beginning } from './store/beginning.js';
import type { HistoryAppend } from './store/history.repository.js';
import type { RunRowWithInput } from './store/run-rows.js';

export interface NewDurableRun {
  kind: string;
  id: string;
  companyId: string;
  input?: unknown;
  /** Pinned for the decider, such as the id of a workflow version. Up to 191 ASCII characters. */
  ref?: string;
  /** Whose places it counts against beside the company's, such as the id of its workflow. */
  group?: string;
  /** Higher ones of the same company get the next free place first; 0 unless set. */
  priority?: number;
  /** Epoch ms, database time: it stays queued until then. */
  notBefore?: number;
  /** It is over before it began, failed with this error: kept with its input, for a redrive. */
  refused?: RunError;
  /** It begins with what another run had, see `Durable.beginning`; only for `createAll`. */
  begins?: Beginning;
  /** Take the lease in the creating commit, when this process works and the company has a place: for `?wait=` and hooks. */
  immediate?: boolean;
  /** W3C `traceparent` of the request that asked for it; that of the work at hand unless set. */
  trace?: string | undefined;
}

/** What became of a run that `createAll` created. */
export interface CreatedRun {
  /** Epoch ms, database time. */
  at: number;
  /** It was leased in the creating commit, so it is running from the beginning: `project` will not be told of that again. */
  begun: boolean;
}

export const asciiId = /^[\x21-\x7e]+$/;

/** @throws Error for an id that no column takes */
export const checkedId = (run: NewDurableRun): NewDurableRun => {
  if (asciiId.test(run.id) && run.id.length <= limits.idLength) return run;
  throw new Error('A run id is 1 to 64 printable ASCII characters');
};

/** The history of a run that was leased in its creating commit. */
export const firstRow = ({ id, created_at }: RunRowWithInput): HistoryAppend => ({
  runId: id,
  lease: 1,
  rows: [{ seq: 1, event: JSON.stringify({ type: 'run.started', at: created_at }), output: null, outputRef: null }],
});
