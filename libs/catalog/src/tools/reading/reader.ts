import { Worker } from 'node:worker_threads';
import { AppError } from '#libs/contracts';
import reader from './reader-program.cjs';

export interface ReadPage {
  title: string;
  byline: string | null;
  text: string;
  links: { url: string; text: string }[];
  /** Of a PDF. */
  pages?: number;
}

export interface SearchHit {
  title: string;
  url: string;
  snippet: string;
}

interface Readings {
  html: ReadPage;
  pdf: ReadPage;
  duckduckgo: { results: SearchHit[]; isRefused: boolean };
  /** The text of each page of a PDF. */
  pages: { title: string; pages: string[] };
  /** A Word document as HTML. */
  docx: { html: string };
}

interface Waiting {
  kind: keyof Readings;
  content: string | Uint8Array;
  url: string;
  done(value: unknown): void;
  fail(error: Error): void;
}

/** What one document may take. */
export interface ReaderLimits {
  /** Milliseconds. */
  timeMs: number;
  /** Of the heap of the thread. */
  megabytes: number;
}

/** For a thread to load what it reads with. */
const startMs = 30_000;
const idleMs = 30_000;

/** One thread that reads one document after the other. A document that takes too long, or too much memory, takes the thread with it. */
export class DocumentReader {
  private readonly queue: Waiting[] = [];
  private worker: Worker | undefined;
  private current: Waiting | undefined;
  private timer: NodeJS.Timeout | undefined;
  private count = 0;
  private isReady = false;

  constructor(private readonly limits: ReaderLimits) {}

  /**
   * Reads a document of strangers, after those that wait already.
   * @throws HTTP_ANSWER_INVALID when it cannot be read, or not within the limits
   */
  read<K extends keyof Readings>(kind: K, content: string | Uint8Array, url: string): Promise<Readings[K]> {
    return new Promise((done, fail) => {
      this.queue.push({ kind, content, url, done: done as (value: unknown) => void, fail });
      this.next();
    });
  }

  private next(): void {
    if (this.current) return;
    clearTimeout(this.timer);
    const work = this.queue.shift();
    if (!work) {
      this.timer = setTimeout(() => this.stop(), idleMs);
      this.timer.unref();
      return;
    }
    this.current = work;
    const { kind, content, url } = work;
    const worker = this.started();
    // Until the thread is there, it is the machine that takes its time, not the document.
    if (!this.isReady) this.timer = setTimeout(() => this.lose('its reader did not start'), startMs);
    else this.limit();
    worker.postMessage({ id: ++this.count, kind, content, url });
  }

  private limit(): void {
    clearTimeout(this.timer);
    const { timeMs } = this.limits;
    this.timer = setTimeout(() => this.lose(`it took longer than ${timeMs / 1000} s to read`), timeMs);
  }

  private started(): Worker {
    if (this.worker) return this.worker;
    const worker = new Worker(reader.program, {
      workerData: { isReader: true },
      resourceLimits: { maxOldGenerationSizeMb: this.limits.megabytes, maxYoungGenerationSizeMb: 32 },
      env: {},
      execArgv: [],
      stdout: true,
      stderr: true,
    });
    worker.on('message', ({ id, value, error }: { id: number; value?: unknown; error?: string }) => {
      if (worker !== this.worker) return;
      if (id === 0) {
        this.isReady = true;
        if (this.current) this.limit();
      }
      if (id !== this.count || !this.current) return;
      this.settle(error === undefined ? { value } : { error });
    });
    worker.once('error', () => worker === this.worker && this.lose('it took too much memory to read'));
    worker.once('exit', () => worker === this.worker && this.lose('its reader ended'));
    // After the listeners, which would hold it again: nobody waits for a thread that has nothing to do.
    worker.unref();
    return (this.worker = worker);
  }

  private settle({ value, error }: { value?: unknown; error?: string }): void {
    const { current } = this;
    this.current = undefined;
    clearTimeout(this.timer);
    if (error === undefined) current?.done(value);
    else current?.fail(unreadable(error));
    this.next();
  }

  private lose(why: string): void {
    this.stop();
    if (this.current) this.settle({ error: why });
  }

  private stop(): void {
    const { worker } = this;
    this.worker = undefined;
    this.isReady = false;
    void worker?.terminate();
  }
}

const unreadable = (why: string) =>
  new AppError('HTTP_ANSWER_INVALID', { detail: `The document could not be read: ${why}` });

const one = new DocumentReader({ timeMs: 5_000, megabytes: 256 });

/**
 * Reads a document of strangers, in a thread of its own.
 * @throws HTTP_ANSWER_INVALID when it cannot be read, or not in 5 seconds and 256 MB
 */
export const readDocument = <K extends keyof Readings>(
  kind: K,
  content: string | Uint8Array,
  url: string,
): Promise<Readings[K]> => one.read(kind, content, url);
