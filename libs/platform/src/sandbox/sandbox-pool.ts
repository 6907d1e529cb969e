import { Sandbox } from './sandbox.js';

export interface PoolOptions {
  /** Processes started ahead, from the first job on. */
  warm: number;
  /** Jobs at the same time; the others wait. */
  atOnce: number;
  /** Milliseconds without a job after which the warm ones are let go. */
  idleMs: number;
}

/** Processes for one job each, some of them started ahead. Nothing is started before the first job. */
export class SandboxPool {
  private readonly warm: Sandbox[] = [];
  private readonly waiting: (() => void)[] = [];
  private busy = 0;
  private idle: NodeJS.Timeout | undefined;
  private isClosed = false;

  constructor(private readonly options: PoolOptions = { warm: 2, atOnce: 4, idleMs: 60_000 }) {}

  /** Runs `work` with a fresh process, which is gone afterwards. */
  async with<T>(work: (sandbox: Sandbox) => Promise<T>): Promise<T> {
    if (this.busy >= this.options.atOnce) await new Promise<void>((go) => this.waiting.push(go));
    else this.busy++;
    clearTimeout(this.idle);
    const sandbox = this.take();
    try {
      return await work(sandbox);
    } finally {
      sandbox.kill('its job is done');
      const next = this.waiting.shift();
      if (next) next();
      else this.busy--;
      this.refill();
    }
  }

  /** Ends the warm processes; jobs under way end by themselves. */
  close(): void {
    this.isClosed = true;
    clearTimeout(this.idle);
    this.letGo();
  }

  private take(): Sandbox {
    for (let ready = this.warm.shift(); ready; ready = this.warm.shift()) if (ready.isAlive) return ready;
    return new Sandbox();
  }

  private refill(): void {
    if (this.isClosed) return;
    while (this.warm.length < this.options.warm) this.warm.push(new Sandbox());
    clearTimeout(this.idle);
    this.idle = setTimeout(() => this.letGo(), this.options.idleMs);
    this.idle.unref();
  }

  private letGo(): void {
    for (const sandbox of this.warm.splice(0)) sandbox.kill('nobody needed it');
  }
}
