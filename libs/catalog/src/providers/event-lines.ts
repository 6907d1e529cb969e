const longest = 16 * 1024 * 1024;

/** Takes a streamed body apart: data of server-sent events (WHATWG HTML, 9.2), or lines of JSON. What follows `[DONE]` is left out. */
export class EventTexts {
  private readonly lines = new Lines();
  private readonly events: EventData | undefined;

  constructor(format: 'sse' | 'jsonl') {
    this.events = format === 'sse' ? new EventData() : undefined;
  }

  /** @returns the texts that are whole now */
  add(bytes: Uint8Array): string[] {
    const texts: string[] = [];
    for (const line of this.lines.add(bytes)) {
      const text = this.events ? this.events.add(line) : line.trim() && line;
      if (text) texts.push(text);
    }
    return texts;
  }

  /** @returns what is left when the body is over */
  end(): string | undefined {
    const { rest } = this.lines;
    return (this.events ? this.events.end(rest) : rest.trim() && rest) || undefined;
  }
}

/** The texts of a streamed body as they come. */
export async function* eventTexts(
  body: AsyncIterable<Uint8Array>,
  format: 'sse' | 'jsonl',
): AsyncGenerator<string, void, void> {
  const texts = new EventTexts(format);
  for await (const bytes of body) for (const text of texts.add(bytes)) yield text;
  const last = texts.end();
  if (last) yield last;
}

/** Puts lines together from pieces of a body. Not a generator: a promise for each line would cost more than the line. */
class Lines {
  rest = '';
  private readonly decoder = new TextDecoder();

  /** @returns the lines that are whole now */
  add(bytes: Uint8Array): string[] {
    const lines = (this.rest + this.decoder.decode(bytes, { stream: true })).split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop() ?? '';
    if (this.rest.length > longest) throw new Error('a line of the answer is too long');
    return lines;
  }
}

/** Puts the data of an event together from its lines. */
class EventData {
  private data: string[] = [];
  private done = false;

  /** @returns the data of the event that this line ends */
  add(line: string): string | undefined {
    if (line.startsWith('data:')) this.data.push(line.slice(line[5] === ' ' ? 6 : 5));
    return line === '' ? this.take() : undefined;
  }

  /** An event without a blank line behind it was cut; what there is of it is handed out. */
  end(rest: string): string | undefined {
    this.add(rest || ' ');
    return this.take();
  }

  private take(): string | undefined {
    if (this.data.length === 0) return undefined;
    const data = this.data.join('\n');
    this.data = [];
    // The body is read to its end all the same: who leaves it closes the connection, which the next call wants to use.
    this.done ||= data.startsWith('[DONE]');
    return this.done ? undefined : data;
  }
}
