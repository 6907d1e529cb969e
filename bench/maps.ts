import type { Definition } from '#libs/workflow';
import { BenchCompany } from './bench-company.js';
import type { Figure } from './figure.js';
import { isWanted, measured } from './measured.js';
import { startPlatform, type Mode } from './platform.js';

const items = 1000;

/** Each of the items goes through one step. */
const mapOf = (kind: string, config: Record<string, unknown>): Definition => ({
  schemaVersion: 1,
  nodes: [
    { id: 'start', kind: 'trigger.api', config: {} },
    { id: 'each', kind: 'flow.map', config: { items: '{{ input.items }}', concurrency: 50 } },
    { id: 'work', kind, parent: 'each', config },
  ],
  edges: [{ from: 'start', to: 'each' }],
});

const shapes = [
  { figure: 'map_1000_pure', definition: mapOf('data.set', { values: { twice: '{{ item.n * 2 }}' } }) },
  { figure: 'map_1000_idempotent', definition: mapOf('bench.noop', {}) },
];

/** Milliseconds from the request to the answer of a run that maps over 1,000 items. */
export async function benchMaps(mode: Mode): Promise<Figure[]> {
  const platform = await startPlatform(mode, { noop: true });
  try {
    const company = await BenchCompany.create(platform);
    const body = JSON.stringify({ input: { items: Array.from({ length: items }, (_, n) => ({ n })) } });
    const figures: Figure[] = [];
    for (const { figure, definition } of shapes) {
      if (!isWanted(figure)) continue;
      const id = await company.publish(figure, definition);
      const load = await company.load(1);
      const once = async () => {
        const began = performance.now();
        const answer = await load.send({ method: 'POST', path: `/api/v1/workflows/${id}/runs?wait=60`, body });
        const value = performance.now() - began;
        if (!answer.includes('"status":"succeeded"')) throw new Error(`A run did not succeed: ${answer.slice(0, 500)}`);
        return { value, done: 1 };
      };
      for (let warm = 0; warm < 10; warm++) await once();
      figures.push(await measured(platform, { bench: 'maps', figure, unit: 'ms' }, once));
      await load.close();
    }
    return figures;
  } finally {
    await platform.stop();
  }
}
