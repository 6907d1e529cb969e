import type { Logger } from '#libs/platform/logging';
import { leaseMs, renewMs, type Lease } from './lease.js';

export interface LoopSteps {
  /** Runs when the lease was just taken. */
  taken?: () => Promise<void>;
  /** Runs when the lease is gone, and before it is given back. */
  lost?: () => Promise<void>;
  /** One piece of work. Answers whether more is waiting. */
  turn: () => Promise<boolean>;
  /** Pause between two turns when nobody wakes the loop. */
  idleMs: number;
}

/** Works while this process holds a lease, wakes at once when told to, and survives every error. */
export class LeasedLoop {
  held = false;
  private running: Promise<void> | undefined;
  private stopped = false;
  private awake = false;
  private rouse: (() => void) | undefined;
  private triedAt = -Infinity;
  private grantedAt = -Infinity;

  constructor(
    private readonly lease: Lease,
    private readonly steps: LoopSteps,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.running ??= this.run();
  }

  /** The next turn starts now. */
  wake(): void {
    this.awake = true;
    this.rouse?.();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.wake();
    await this.running;
    if (!this.held) return;
    this.held = false;
    await this.steps.lost?.();
    await this.lease.release().catch(() => undefined);
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      let pause = renewMs;
      try {
        await this.renew();
        this.awake = false;
        if (this.held) pause = (await this.steps.turn()) ? 0 : Math.min(this.steps.idleMs, renewMs);
      } catch (error) {
        this.logger.error({ error, lease: this.lease.name }, 'will try again');
        pause = 1000;
      }
      if (pause > 0) await this.sleep(pause);
    }
  }

  private async renew(): Promise<void> {
    // Read before the statement: the lease may only be shorter than we think, never longer.
    const now = performance.now();
    if (this.held && now - this.triedAt < renewMs) return;
    this.triedAt = now;
    const before = this.held;
    const granted = await this.lease.take().catch((error: unknown) => {
      this.logger.warn({ error, lease: this.lease.name }, 'the lease was not renewed');
      return undefined;
    });
    if (granted) this.grantedAt = now;
    // Without an answer it is held until its time is over.
    this.held = granted ?? (before && now - this.grantedAt < leaseMs);
    if (this.held && !before) await this.steps.taken?.();
    if (!this.held && before) await this.steps.lost?.();
  }

  private async sleep(ms: number): Promise<void> {
    if (this.awake || this.stopped) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((done) => {
      this.rouse = done;
      timer = setTimeout(done, ms);
    });
    clearTimeout(timer);
    this.rouse = undefined;
  }
}
