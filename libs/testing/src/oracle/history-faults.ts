import { isOver, type RecordedEvent, type RecordedMessage, type RecordedRow, type RecordedRun } from './recorded.js';

/** What an attempt's own worker says of it: at most one of these per attempt. What others send carries a message id. */
const results = new Set(['step.succeeded', 'step.failed', 'step.suspended', 'step.unknown']);

/** Everything in one run's history that should not be so. */
export function historyFaults(
  run: RecordedRun,
  rows: readonly RecordedRow[],
  messages: readonly RecordedMessage[],
): string[] {
  const events = rows.map(({ event }) => JSON.parse(event) as RecordedEvent);
  return [
    ...rowFaults(run, rows, events),
    ...endFaults(run, events),
    ...stepFaults(events),
    ...messageFaults(rows, events, messages),
  ];
}

function rowFaults(run: RecordedRun, rows: readonly RecordedRow[], events: readonly RecordedEvent[]): string[] {
  const faults: string[] = [];
  let lease = 0;
  rows.forEach((row, index) => {
    const type = events[index]?.type;
    if (row.seq !== index + 1) faults.push(`row ${index + 1} has seq ${row.seq}`);
    if (type === 'lease.taken' || type === 'run.started') lease = row.seq;
    // Whoever wrote this row did not hold the last lease taken before it.
    if (row.lease !== lease)
      faults.push(`row ${row.seq} was written under lease ${row.lease}, while ${lease} was the last taken`);
    if (type === 'run.started' && index > 0) faults.push(`it started again in row ${row.seq}`);
  });
  if (rows.length > 0 && events[0]?.type !== 'run.started') faults.push(`it begins with ${events[0]?.type}`);
  if (run.lease !== lease) faults.push(`its row names lease ${run.lease}, its history ${lease}`);
  return faults;
}

function endFaults(run: RecordedRun, events: readonly RecordedEvent[]): string[] {
  const faults: string[] = [];
  const ends = events.filter(({ type }) => type === 'run.finished');
  if (ends.length !== (isOver(run.status) ? 1 : 0)) faults.push(`it is ${run.status} and ended ${ends.length} times`);
  if (isOver(run.status) !== (run.finished_at !== null))
    faults.push(`it is ${run.status}, ended at ${run.finished_at}`);
  if (!isOver(run.status)) return faults;
  if (events.at(-1)?.type !== 'run.finished') faults.push(`${events.at(-1)?.type} comes after its end`);
  if (ends[0] && ends[0].status !== run.status)
    faults.push(`it is ${run.status}, but its last row says ${ends[0].status}`);
  if (run.lease_worker !== null) faults.push(`it is over and still held by ${run.lease_worker}`);
  return faults;
}

function stepFaults(events: readonly RecordedEvent[]): string[] {
  const faults: string[] = [];
  const seen = new Set<string>();
  const starts = new Map<string, string[]>();
  const once = (what: string): void => {
    if (seen.has(what)) faults.push(`${what} was committed twice`);
    seen.add(what);
  };
  for (const { type, path, attempt, timer, messageId } of events) {
    if (path === undefined || messageId !== undefined) continue;
    const name = `${path}#${attempt}`;
    if (results.has(type)) once(`a result of ${name}`);
    if (type === 'step.started') once(`the start of ${name}`);
    if (type === 'timer.fired') once(`timer ${timer} of ${name}`);
    if (type === 'step.started') starts.set(path, [...(starts.get(path) ?? []), name]);
    // A step that says when it starts says so before each result. (Failing it without acting needs no start.)
    const known = starts.get(path);
    if (known && (type === 'step.succeeded' || type === 'step.suspended') && !known.includes(name))
      faults.push(`${name} has a result and no start`);
  }
  return faults;
}

function messageFaults(
  rows: readonly RecordedRow[],
  events: readonly RecordedEvent[],
  messages: readonly RecordedMessage[],
): string[] {
  const faults: string[] = [];
  const places = new Map<string, number>();
  events.forEach(({ messageId }, index) => {
    if (messageId === undefined) return;
    if (places.has(messageId)) faults.push(`message ${messageId} was applied twice`);
    places.set(messageId, rows[index]!.seq);
  });
  for (const { message_id: id, folded_seq: seq } of messages)
    if (seq !== null && places.get(id) !== seq)
      faults.push(`message ${id} is marked as row ${seq}, which does not hold it`);
    else if (seq === null && places.has(id)) faults.push(`message ${id} was applied and is not marked`);
  return faults;
}
