import type { Definition } from '#libs/workflow';
import { BenchCompany } from './bench-company.js';
import type { Figure } from './figure.js';
import { Load, repeatedly } from './load.js';
import { isWanted, measured, seconds } from './measured.js';
import { startPlatform, type Mode } from './platform.js';

/** Webhook, set, respond: the run is kept like any other. */
const definition: Definition = {
  schemaVersion: 1,
  nodes: [
    { id: 'hook', kind: 'trigger.webhook', config: {} },
    { id: 'set', kind: 'data.set', config: { values: { hello: '{{ input.name }}' } } },
    { id: 'answer', kind: 'flow.respond', config: { status: 200, body: '{{ steps.set.output }}' } },
  ],
  edges: [
    { from: 'hook', to: 'set' },
    { from: 'set', to: 'answer' },
  ],
};

/** Requests a second that a webhook answers, through the front door or the gateway. */
export async function benchHooks(mode: Mode): Promise<Figure[]> {
  const platform = await startPlatform(mode);
  try {
    const company = await BenchCompany.create(platform);
    const path = await company.hookOf(await company.publish('hook', definition));
    const figures: Figure[] = [];
    for (const concurrency of [10, 50]) {
      const figure = `webhook_respond_c${concurrency}`;
      if (!isWanted(figure)) continue;
      const load = new Load(platform.url, concurrency);
      const once = async () => {
        const answer = await load.send({ method: 'POST', path, body: '{"name":"Ada"}' });
        if (answer !== '{"hello":"Ada"}') throw new Error(`The webhook answered ${answer}`);
        return 1;
      };
      await repeatedly(concurrency, 1, once);
      figures.push(
        await measured(platform, { bench: 'hooks', figure, unit: 'requests/s' }, async () => {
          const { done, ms } = await repeatedly(concurrency, seconds, once);
          return { value: (done * 1000) / ms, done };
        }),
      );
      await load.close();
    }
    return figures;
  } finally {
    await platform.stop();
  }
}
