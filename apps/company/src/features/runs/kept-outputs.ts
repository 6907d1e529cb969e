import type { Durable, KeptOutput } from '#libs/durable';
import type { Carrying } from '#libs/engine';

const page = 1000;

/** Where the outputs of a run lie in its history, by row. */
class OutputRows {
  private readonly last = new Map<string, number>();
  private readonly messages = new Map<string, number>();
  /** Of a scope step: what its first phase gave, and what each iteration of a loop added. */
  private readonly rounds = new Map<string, number[]>();

  note(seq: number, event: { type: string; path?: string; [field: string]: unknown }): void {
    const { path } = event;
    if (path === undefined) {
      if (typeof event['messageId'] === 'string') this.messages.set(event['messageId'], seq);
      return;
    }
    this.last.set(path, seq);
    if ('items' in event || event['round'] === 0) this.rounds.set(path, [seq]);
    else if ('more' in event || 'round' in event) this.rounds.get(path)?.push(seq);
  }

  /** `signalId` is that of the signal whose payload the step's output is. */
  of(path: string, signalId: string | undefined): number | undefined {
    return this.last.get(path) ?? (signalId === undefined ? undefined : this.messages.get(signalId));
  }

  /** What each round gave, as far as it had come. A rerun of the rerun may go back to any of them. */
  roundsOf(path: string, last = Number.POSITIVE_INFINITY): number[] {
    return (this.rounds.get(path) ?? []).slice(0, last + 1);
  }
}

/** The outputs that a run keeps of another one, by their rows there. */
export async function keptOutputs(
  durable: Pick<Durable, 'events'>,
  runId: string,
  { kept, open }: Carrying,
  signalOf: (path: string) => string | undefined,
): Promise<KeptOutput[]> {
  const rows = new OutputRows();
  for (let after = 0; ;) {
    const events = await durable.events(runId, after, page);
    for (const { seq, event, hasOutput } of events) if (hasOutput) rows.note(seq, event);
    if (events.length < page) break;
    after = events.at(-1)!.seq;
  }
  const outputAt = (path: string, seq: number | undefined, round?: number): KeptOutput[] =>
    seq === undefined ? [] : [{ seq, event: { type: 'step.kept', path, ...(round === undefined ? {} : { round }) } }];
  const roundsOf = (path: string, last?: number) =>
    rows.roundsOf(path, last).flatMap((seq, round) => outputAt(path, seq, round));
  return [
    ...kept.flatMap((path) => [...roundsOf(path), ...outputAt(path, rows.of(path, signalOf(path)))]),
    ...open.flatMap(({ path, round = 0 }) => roundsOf(path, round)),
  ];
}
