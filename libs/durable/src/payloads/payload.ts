/** An output or input: its JSON text once loaded, the reference when it lies in the payload store. Parsed when first read. */
export class Payload {
  private parsed: unknown;
  private isParsed = false;

  constructor(
    public json: string | undefined,
    readonly ref: string | undefined,
    readonly bytes: number,
  ) {}

  static inline(json: string): Payload {
    return new Payload(json, undefined, json.length);
  }

  static stored(ref: string): Payload {
    return new Payload(undefined, ref, 0);
  }

  /** The JSON round trip makes a value the same before and after a crash. */
  get value(): unknown {
    if (!this.isParsed) {
      if (this.json === undefined) throw new Error(`The stored payload ${this.ref} is not loaded`);
      this.parsed = JSON.parse(this.json) as unknown;
      this.isParsed = true;
    }
    return this.parsed;
  }
}
