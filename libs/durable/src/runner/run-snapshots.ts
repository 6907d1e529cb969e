import type { RunInfo } from '../definition.port.js';
import { limits } from '../limits.js';
import type { Payloads } from '../payloads/payloads.js';
import type { SnapshotToWrite } from './commit.js';
import type { RunMemory } from './run-memory.js';

const shortestSnapshot = 50;

/** When a run's state is kept beside its history, so that its next holder need not decide all of it again. */
export class RunSnapshots {
  /** Its state is beyond what a row holds. */
  private isLarge = false;

  constructor(
    private readonly info: RunInfo,
    private readonly memory: RunMemory,
    private readonly payloads: Payloads,
  ) {}

  /**
   * Each costs what the state has grown to, so later ones come when as much is new as lies before; sooner where the run `rests`. A large
   * one is written again only once the run has grown by a quarter, so that its growth costs little in all.
   */
  isDue(rests: boolean): boolean {
    const { seq, snapshotSeq } = this.memory;
    const since = seq - snapshotSeq;
    const afterRows = rests ? shortestSnapshot : Math.max(limits.snapshotRows, snapshotSeq);
    return since >= afterRows && !(this.isLarge && since * 4 < seq);
  }

  /** Undefined when it is large and there is nowhere to put it. */
  async take(): Promise<SnapshotToWrite | undefined> {
    const { seq } = this.memory;
    const state = JSON.stringify(this.memory.state);
    const { version } = this.memory.decider;
    this.isLarge = state.length > limits.inlineRun;
    if (!this.isLarge) return { seq, version, state, stateRef: null };
    const stateRef = await this.payloads.putSnapshot(this.info, seq, state);
    if (stateRef !== undefined) return { seq, version, state: '', stateRef };
    this.memory.snapshotSeq = seq;
    return undefined;
  }

  written({ seq }: SnapshotToWrite): void {
    this.memory.snapshotSeq = seq;
  }
}
