/* Loaded before a service (`node --import`): adds a step that does nothing, is committed like any other, and exists for benchmarks alone. */
import { z } from 'zod';
import { defineKind, implement, type KindDef } from '#libs/catalog/kit';
import { nodeKinds } from '#libs/catalog/node-kinds/defs';
import { nodeRuns } from '#libs/catalog/node-kinds/runs';

const noop = defineKind({
  id: 'bench.noop',
  version: 1,
  title: 'Nothing',
  description: 'Does nothing, and is committed as if it had',
  icon: 'circle',
  effect: 'idempotent',
  ports: ['next'],
  config: z.strictObject({}),
  output: z.null(),
});

Object.assign(nodeKinds as Record<string, KindDef>, { [noop.id]: noop });
Object.assign(nodeRuns as Record<string, unknown>, { [noop.id]: implement(noop, () => ({ output: null })) });
