import { AppError } from '#libs/contracts';
import { followHistory } from './follow-history.js';
import { MemoryLiveBus } from './memory-live-bus.js';
import { parseWatch } from './parse-watch.js';

/** Histories that tests append to; `reads` counts how often they were looked at. */
class Histories {
  readonly live = new MemoryLiveBus();
  reads = 0;
  private readonly rows = new Map<string, { seq: number; text: string }[]>();
  private readonly over = new Set<string>();
  append(object: string, text: string, { hint = true, isOver = false } = {}): void {
    const rows = this.rows.get(object) ?? [];
    rows.push({ seq: rows.length + 1, text });
    this.rows.set(object, rows);
    if (isOver) this.over.add(object);
    if (hint) this.live.publish(object, rows.length);
  }
  read = (object: string, after: number) => {
    this.reads++;
    const rows = this.rows.get(object) ?? [];
    return Promise.resolve({
      entries: rows.slice(after, after + 2),
      isOver: this.over.has(object) && rows.length <= after + 2,
    });
  };
}

const follow = (histories: Histories, watch: string, pollMs = 10_000, signal = new AbortController().signal) =>
  followHistory({ watched: parseWatch(watch), live: histories.live, read: histories.read, signal, pollMs });

describe('following histories', () => {
  it('gives every row once, in order, across pages, and ends with the object', async () => {
    const histories = new Histories();
    for (const text of ['a', 'b', 'c', 'd']) histories.append('run_1', text);
    histories.append('run_1', 'e', { isOver: true });
    const seen: string[] = [];
    for await (const { entry } of follow(histories, 'run_1@1')) seen.push(entry.text);
    expect(seen).toEqual(['b', 'c', 'd', 'e']);
  });

  it('goes on with each hint, of any of its objects', async () => {
    const histories = new Histories();
    const stream = follow(histories, 'run_1,run_2');
    const first = stream.next();
    histories.append('run_2', 'x');
    expect((await first).value).toMatchObject({ object: 'run_2', seq: 1 });
    const second = stream.next();
    histories.append('run_1', 'y');
    expect((await second).value).toMatchObject({ object: 'run_1', seq: 1 });
    await stream.return(undefined);
  });

  it('sees what came without a hint', async () => {
    const histories = new Histories();
    const stream = follow(histories, 'run_1', 20);
    const next = stream.next();
    await Promise.resolve();
    histories.append('run_1', 'silent', { hint: false });
    expect((await next).value).toMatchObject({ seq: 1 });
    await stream.return(undefined);
  });

  it('ends at once when the reader leaves, and looks no more', async () => {
    const histories = new Histories();
    const leaving = new AbortController();
    const stream = follow(histories, 'run_1', 5, leaving.signal);
    const next = stream.next();
    leaving.abort();
    expect((await next).done).toBe(true);
    const { reads } = histories;
    histories.append('run_1', 'late');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(histories.reads).toBe(reads);
  });

  it.each(['', ',', 'run_1@x', 'run_1@-1', '../etc', 'run_1@1@2'])('refuses to watch %j', (text) => {
    expect(() => parseWatch(text)).toThrow(AppError);
  });
});
