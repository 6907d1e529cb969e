/** Lets work through as long as its weights fit together; what is heavier than the gate goes alone. In the order of asking. */
export class WeightedGate {
  private used = 0;
  private readonly waiting: { weight: number; go(): void }[] = [];

  constructor(private readonly most: number) {}

  async through<T>(weight: number, work: () => Promise<T>): Promise<T> {
    const taken = Math.min(weight, this.most);
    await this.enter(taken);
    try {
      return await work();
    } finally {
      this.used -= taken;
      this.admit();
    }
  }

  private enter(weight: number): Promise<void> {
    return new Promise((go) => {
      this.waiting.push({ weight, go });
      this.admit();
    });
  }

  private admit(): void {
    for (let next = this.waiting[0]; next && this.used + next.weight <= this.most; next = this.waiting[0]) {
      this.waiting.shift();
      this.used += next.weight;
      next.go();
    }
  }
}
