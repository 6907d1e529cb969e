import { WakeUps, type Closeable } from '../wake-ups/wake-ups.port.js';

/** A queue that loses every hint. */
export class NullWakeUps extends WakeUps {
  wake(): void {
    // Lost.
  }

  onWake(): Closeable {
    return { close: async () => undefined };
  }

  async close(): Promise<void> {
    // Nothing is open.
  }
}
