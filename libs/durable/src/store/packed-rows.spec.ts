import fc from 'fast-check';
import type { HistoryRow, NewHistoryRow } from './history.repository.js';
import { eventsIn, headLength, outputsIn, packed, unpacked } from './packed-rows.js';

const asRead = ({ seq, event, output, outputRef }: NewHistoryRow): HistoryRow => ({
  seq,
  event,
  output,
  output_ref: outputRef,
});
const row = (seq: number, output: unknown, ref: string | null = null): NewHistoryRow => ({
  seq,
  event: JSON.stringify({ type: 'step.succeeded', path: `step${seq}`, at: seq }),
  output: ref !== null || output === undefined ? null : JSON.stringify(output),
  outputRef: ref,
});

const happenings = fc.array(
  fc.record({
    output: fc.option(fc.jsonValue({ maxDepth: 2 }), { nil: undefined }),
    isStored: fc.boolean(),
  }),
  { minLength: 1, maxLength: 30 },
);

describe('packed rows', () => {
  it('are read as what was written', () => {
    fc.assert(
      fc.property(happenings, fc.nat(1000), (all, before) => {
        const rows = all.map(({ output, isStored }, index) =>
          row(before + index + 1, output, isStored && index % 3 === 0 ? 'co/key' : null),
        );
        const written = packed(rows);
        expect(written.map(asRead).flatMap(unpacked)).toEqual(rows.map(asRead));
        expect(written[0]?.seq).toBe(before + 1);
        expect(written.reduce((sum, { event }) => sum + eventsIn(event.slice(0, headLength)), 0)).toBe(rows.length);
      }),
    );
  });

  it('hold what fits, and nothing that lies in the payload store', () => {
    const large = 'x'.repeat(60_000);
    expect(
      packed([row(1, 1), row(2, large), row(3, large), row(4, large), row(5, null, 'key'), row(6, 6)]),
    ).toMatchObject([{ seq: 1 }, { seq: 4 }, { seq: 5, outputRef: 'key' }, { seq: 6 }]);
  });

  it('tell which events have something beside them, and lose it together', () => {
    const [one] = packed([row(1, { a: 1 }), row(2, undefined), row(3, null)]);
    expect(outputsIn(one!.event)).toEqual([true, false, true]);
    expect(unpacked({ ...asRead(one!), output: null }).map(({ output }) => output)).toEqual([null, null, null]);
    expect(outputsIn(row(1, 1).event)).toBeUndefined();
  });

  it('are read as they are when a release before wrote them', () => {
    const old = asRead(row(7, 'seven'));
    expect(unpacked(old)).toEqual([old]);
  });
});
