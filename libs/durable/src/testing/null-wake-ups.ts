import { WakeUps, type Closeable, type HintCounts } from '../wake-ups/wake-ups.port.js';

/** A queue that loses every hint. */
export class NullWakeUps extends WakeUps {
  wake(): void {
    // Lost.
  }

  onWake(): Closeable {
    return { close: async () => undefined };
  }

  async counts(): Promise<HintCounts> {
    return { waiting: 0, active: 0, delayed: 0, failed: 0 };
  }

  async close(): Promise<void> {
    // Nothing is open.
  }
}
