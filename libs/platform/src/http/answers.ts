import type { Readable } from 'node:stream';
import type { Problem } from '#libs/contracts';

/** An answer with a status or headers of its own. */
export class Reply {
  constructor(
    readonly status: number,
    readonly body: unknown,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {}
}

/** Answers with another status than the first of the contract, or with headers: `reply(202, {id, status})`. */
export const reply = (status: number, body?: unknown, headers?: Readonly<Record<string, string>>): Reply =>
  new Reply(status, body, headers);

/** One server-sent event. `data` is written as JSON. */
export interface ServerEvent {
  /** What the client sends as `Last-Event-ID` to go on from here. */
  id?: string | number;
  /** Name of the event; `message` unless set. */
  event?: string;
  data: unknown;
}

/** A file to download. */
export interface FileAnswer {
  content: Readable | Uint8Array | string;
  contentType: string;
  /** As the person sees it; any text. */
  name: string;
  bytes?: number;
}

/** An answer that is no shape of ours: status, headers and bytes as the handler says. It must never run as a page of our origin. */
export class RawAnswer {
  constructor(
    readonly status: number,
    readonly headers: Readonly<Record<string, string>>,
    readonly body: string | Uint8Array | undefined,
    /** Content security policy of a page that is the platform's own; everything else is sandboxed. */
    readonly policy = "default-src 'none'; sandbox",
  ) {}
}

/** Server-sent events in the manner of a protocol of others: lines as they are to be sent. */
export class StreamAnswer {
  constructor(
    /** Texts of whole events, each ended by an empty line. */
    readonly events: AsyncIterable<string>,
    /** The event that tells of an error in mid-stream. */
    readonly failure: (problem: Problem) => string,
  ) {}
}
