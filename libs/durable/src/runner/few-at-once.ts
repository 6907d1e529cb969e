/** Lets so many pieces of work go on at once; the others wait for their turn, first come, first served. */
export class FewAtOnce {
  private working = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly most: number) {}

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.working >= this.most) await new Promise<void>((turn) => this.waiting.push(turn));
    else this.working += 1;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.working -= 1;
    }
  }
}
