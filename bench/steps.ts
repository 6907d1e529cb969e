import { randomUUID } from 'node:crypto';
import { ApiClient } from '#libs/client';
import { createWorkflow, logIn, publishWorkflow, signUp, startRun } from '#libs/contracts';
import type { Definition } from '#libs/workflow';
import { figureOf, type Figure } from './figure.js';
import { startPlatform, type Mode } from './platform.js';

const password = 'four grey herons wade';
const repeats = 5;
/** Seconds that one repeat takes, about. */
const seconds = 3;

/** `steps_<steps>_c<concurrency>`: steps in a row of one run, runs at a time. */
const shapes = [
  { steps: 10, concurrency: 1 },
  { steps: 10, concurrency: 50 },
  { steps: 40, concurrency: 1 },
  { steps: 40, concurrency: 50 },
];

/** Idempotent steps a second, each in a commit of its own history row, through the API: start a run, get it finished. */
export async function benchSteps(mode: Mode): Promise<Figure[]> {
  const platform = await startPlatform(mode, { noop: true });
  try {
    const client = new ApiClient(platform.url);
    const email = `${randomUUID()}@bench.example`;
    await client.call(signUp, { body: { email, password, name: 'Bench', companyName: 'Bench' } });
    const figures: Figure[] = [];
    for (const { steps, concurrency } of shapes) {
      client.authorize((await client.call(logIn, { body: { email, password } })).accessToken);
      const workflowId = await publish(client, steps);
      const direct = new ApiClient(platform.api);
      direct.authorize((await client.call(logIn, { body: { email, password } })).accessToken);
      await measure(direct, workflowId, concurrency, 1);
      const rates: number[] = [];
      for (let repeat = 0; repeat < repeats; repeat++)
        rates.push((await measure(direct, workflowId, concurrency, seconds)) * steps);
      figures.push(figureOf('steps', `steps_${steps}_c${concurrency}`, 'steps/s', rates));
    }
    return figures;
  } finally {
    await platform.stop();
  }
}

/** @returns finished runs a second */
async function measure(
  client: ApiClient,
  workflowId: string,
  concurrency: number,
  forSeconds: number,
): Promise<number> {
  const began = performance.now();
  const until = began + forSeconds * 1000;
  let finished = 0;
  const lane = async () => {
    while (performance.now() < until) {
      const run = await client.call(startRun, { params: { id: workflowId }, query: { wait: 30 }, body: {} });
      if (run.status !== 'succeeded') throw new Error(`A run is ${run.status}`);
      finished++;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  return finished / ((performance.now() - began) / 1000);
}

async function publish(client: ApiClient, steps: number): Promise<string> {
  const ids = Array.from({ length: steps }, (_, index) => `step${index + 1}`);
  const definition: Definition = {
    schemaVersion: 1,
    nodes: [
      { id: 'start', kind: 'trigger.api', config: {} },
      ...ids.map((id) => ({ id, kind: 'bench.noop', config: {} })),
    ],
    edges: ids.map((to, index) => ({ from: index === 0 ? 'start' : ids[index - 1]!, to })),
  };
  const { id } = await client.call(createWorkflow, { body: { name: `${steps} steps`, definition } });
  await client.call(publishWorkflow, { params: { id }, body: {} });
  return id;
}
