import { z } from 'zod';
import type { KindSpec, Kinds } from '#libs/workflow';

type Config = Record<string, unknown>;

const kind = (id: string, spec: Partial<KindSpec> = {}): KindSpec => ({
  id,
  version: 1,
  title: id,
  description: `The test kind ${id}`,
  icon: 'circle',
  role: 'step',
  effect: 'idempotent',
  ports: ['next'],
  config: z.looseObject({}),
  output: z.unknown(),
  ...spec,
});

const listed = (config: Config, name: string): string[] =>
  Array.isArray(config[name]) ? config[name].map(String) : [];

/** The shapes of kinds that the engine tells apart, without the catalogue: one of each. */
export const testKinds: Kinds = Object.fromEntries(
  [
    kind('trigger.manual', { role: 'trigger', effect: 'pure' }),
    kind('trigger.api', { role: 'trigger', effect: 'pure' }),
    kind('test.step', { ports: (config) => (config.ports ? listed(config, 'ports') : ['next']) }),
    kind('test.pure', { effect: 'pure' }),
    kind('test.effect', { effect: 'effectful' }),
    kind('flow.condition', { effect: 'pure', ports: ['true', 'false'] }),
    kind('flow.switch', { effect: 'pure', ports: (config) => [...listed(config, 'cases'), 'default'] }),
    kind('flow.merge', {
      effect: 'pure',
      join: (config) => ({
        mode: config.mode === 'any' || config.mode === 'quorum' ? config.mode : 'all',
        n: Number(config.n ?? 1),
      }),
    }),
    kind('flow.map', { effect: 'pure', role: 'scope', lateFields: ['result'] }),
    kind('flow.loop', { effect: 'pure', role: 'scope', repeats: true, lateFields: ['while', 'until', 'result'] }),
    kind('flow.wait', { effect: 'pure', ports: ['next', 'expired'], yieldsPlace: true }),
    kind('flow.stop', { effect: 'pure', ports: [], endsScope: true }),
    kind('human.approval', { ports: ['approved', 'rejected', 'expired'], yieldsPlace: true }),
  ].map((spec) => [spec.id, spec]),
);
