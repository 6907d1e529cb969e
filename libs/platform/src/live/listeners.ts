/** Who listens to which object in this process. */
export class Listeners {
  private readonly byObject = new Map<string, Set<(seq: number) => void>>();

  get objects(): string[] {
    return [...this.byObject.keys()];
  }

  /** Answers whether this is the object's first listener. */
  add(object: string, listener: (seq: number) => void): boolean {
    const listeners = this.byObject.get(object);
    if (listeners) return listeners.add(listener).size === 1;
    this.byObject.set(object, new Set([listener]));
    return true;
  }

  /** Answers whether nobody listens to the object any more. */
  remove(object: string, listener: (seq: number) => void): boolean {
    const listeners = this.byObject.get(object);
    if (!listeners?.delete(listener) || listeners.size > 0) return false;
    return this.byObject.delete(object);
  }

  tell(object: string, seq: number): void {
    for (const listener of [...(this.byObject.get(object) ?? [])]) listener(seq);
  }

  clear(): void {
    this.byObject.clear();
  }
}
