import { existsSync } from 'node:fs';

/** How long an operator's switch may take to be heeded, ms. */
const heededWithinMs = 500;

/** A file that says: come again later. Whoever made it takes it away. */
export class Maintenance {
  private lookedAt = -Infinity;
  private isOn = false;

  constructor(private readonly file: string) {}

  now(): boolean {
    const at = performance.now();
    if (at - this.lookedAt > heededWithinMs) {
      this.lookedAt = at;
      this.isOn = existsSync(this.file);
    }
    return this.isOn;
  }
}
