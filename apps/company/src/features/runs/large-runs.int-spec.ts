import { backends } from '#libs/service/testing/service-under-test';
import { CompanyBench } from '../../testing/company-bench.js';

const list = (count: number) => Array.from({ length: count }, (_, n) => n);

describe.each(backends)('large runs on %s', (backend) => {
  let bench: CompanyBench;

  beforeAll(async () => {
    bench = await CompanyBench.start(backend);
  });
  afterAll(() => bench.stop());

  it('F14: a map of 10,000 items ends; one of 10,001 is refused with the name of the limit', async () => {
    const workflow = await bench.publish({
      nodes: [
        { id: 'start', kind: 'trigger.api', config: {} },
        { id: 'each', kind: 'flow.map', config: { items: '{{ input.list }}', result: '{{ steps.double.output }}' } },
        { id: 'double', kind: 'data.transform', parent: 'each', config: { value: '{{ item * 2 }}' } },
      ],
      edges: [{ from: 'start', to: 'each' }],
    });
    const most = await bench.finished(await bench.run(workflow, { list: list(10_000) }), 60_000);
    expect(most).toMatchObject({ status: 'succeeded', stepCounts: { succeeded: 10_002 } });
    expect((most.output as number[]).slice(-2)).toEqual([19_996, 19_998]);
    const beyond = await bench.finished(await bench.run(workflow, { list: list(10_001) }));
    expect(beyond).toMatchObject({ status: 'failed', error: { code: 'LIMIT_EXCEEDED', path: 'each' } });
    expect(beyond.error?.message).toContain('at most 10000');
  }, 90_000);
});
