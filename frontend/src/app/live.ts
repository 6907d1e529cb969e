import { useSyncExternalStore } from 'react';
import { runEvent, type RunEvent } from '#libs/contracts';
import { accessToken } from './session.js';
import { sseParser } from './sse.js';

/** Something a tab watches: an object with a history, such as a run, from a position on. */
export interface Watch {
  object: string;
  after: number;
  onEvent(event: RunEvent): void;
}

export interface LiveOptions {
  open(url: string, signal: AbortSignal): Promise<Response>;
  /** Milliseconds of silence after which the stream counts as dead. */
  silenceMs: number;
  /** Milliseconds to wait before the nth attempt. */
  pauseMs(attempt: number): number;
}

const throughGateway: LiveOptions = {
  async open(url, signal) {
    const token = await accessToken();
    return fetch(url, { signal, headers: { accept: 'text/event-stream', authorization: `Bearer ${token ?? ''}` } });
  },
  silenceMs: 45_000,
  pauseMs: (attempt) => Math.min(10_000, 300 * 2 ** attempt) * (0.7 + Math.random() * 0.6),
};

/**
 * One stream for all that a tab watches (`GET /live?watch=run_a@12,run_b@3`). Reconnects by itself and sends every position,
 * so that no event is missed and none comes twice. By fetch, so that the token travels in a header.
 */
export class LiveHub {
  private readonly watches = new Set<Watch>();
  private readonly listeners = new Set<() => void>();
  private stop: AbortController | undefined;
  private restart: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  /** Whether the stream is down while something is watched. */
  interrupted = false;

  constructor(private readonly options: LiveOptions = throughGateway) {}

  /** Starts watching; answers how to stop. */
  watch(object: string, after: number, onEvent: Watch['onEvent']): () => void {
    const watch = { object, after, onEvent };
    this.watches.add(watch);
    this.reconnect(10);
    return () => {
      this.watches.delete(watch);
      this.reconnect(10);
    };
  }

  onChange = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Several watches that come and go together open one stream, not one each. */
  private reconnect(inMs: number): void {
    clearTimeout(this.restart);
    this.restart = setTimeout(() => {
      this.stop?.abort();
      this.stop = undefined;
      if (this.watches.size === 0) this.setInterrupted(false);
      else void this.connect((this.stop = new AbortController()));
    }, inMs);
  }

  private async connect(control: AbortController): Promise<void> {
    const silence = { timer: undefined as ReturnType<typeof setTimeout> | undefined };
    const alive = () => {
      clearTimeout(silence.timer);
      silence.timer = setTimeout(() => control.abort(), this.options.silenceMs);
    };
    try {
      alive();
      const response = await this.options.open(this.url(), control.signal);
      if (!response.ok || !response.body) throw new Error(`live answered ${response.status}`);
      this.failures = 0;
      this.setInterrupted(false);
      await this.read(response.body, alive);
    } catch {
      // Falls through to the next attempt: the positions tell the server where to go on.
    }
    clearTimeout(silence.timer);
    if (this.stop !== control) return;
    this.failures += 1;
    if (this.failures > 1) this.setInterrupted(true);
    this.reconnect(this.options.pauseMs(this.failures));
  }

  private async read(body: ReadableStream<Uint8Array>, alive: () => void): Promise<void> {
    const decoder = new TextDecoder();
    const parser = sseParser(({ id, data }) => this.deliver(id, data));
    const reader = body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      alive();
      parser.feed(decoder.decode(value, { stream: true }));
    }
  }

  /** Event id: `<object>@<seq>`. */
  private deliver(id: string | undefined, text: string): void {
    const at = id?.lastIndexOf('@') ?? -1;
    if (!id || at < 0) return;
    const object = id.slice(0, at);
    const seq = Number(id.slice(at + 1));
    const parsed = runEvent.safeParse(JSON.parse(text));
    for (const watch of this.watches) {
      if (watch.object !== object || !(seq > watch.after)) continue;
      watch.after = seq;
      if (parsed.success) watch.onEvent(parsed.data);
    }
  }

  private url(): string {
    const positions = new Map<string, number>();
    for (const { object, after } of this.watches)
      positions.set(object, Math.min(after, positions.get(object) ?? after));
    const watch = [...positions].map(([object, after]) => `${object}@${after}`).join(',');
    return `/api/v1/live?watch=${encodeURIComponent(watch)}`;
  }

  private setInterrupted(interrupted: boolean): void {
    if (this.interrupted === interrupted) return;
    this.interrupted = interrupted;
    for (const listener of this.listeners) listener();
  }
}

export const liveHub = new LiveHub();

export const useLiveInterrupted = (): boolean => useSyncExternalStore(liveHub.onChange, () => liveHub.interrupted);
