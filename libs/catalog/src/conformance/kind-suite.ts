import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { effectOf, portsOf } from '#libs/workflow';
import type { KindDef, KindRun, StepResult } from '../kit.js';
import { stepInput, type StepFacts } from './step.js';

interface KindExample extends StepFacts {
  config: Record<string, unknown>;
  /** What the run answers: its result, compared whole. */
  gives: StepResult<unknown>;
}

interface KindCases {
  examples: [KindExample, ...KindExample[]];
  /** Configurations that the schema refuses, with the path of the first issue. */
  invalid: { config: unknown; path: string }[];
}

/** The web app's icons, in the workspace's packages. */
const icons = join(__dirname, '../../../../node_modules/lucide-react/dist/esm/icons');

/** What every node kind must fulfil. */
export function describeNodeKind<D extends KindDef>(def: D, run: KindRun<D>, { examples, invalid }: KindCases): void {
  const execute = async ({ config, ...facts }: KindExample): Promise<StepResult<unknown>> =>
    run(stepInput(def.config.parse(config), def.needs, facts));

  describe(`kind ${def.id}`, () => {
    it('is defined as the canvas and the engine need it', () => {
      expect(def.id).toMatch(/^[a-z]+\.[a-z]+$/);
      expect(def.version).toBeGreaterThanOrEqual(1);
      expect(def.title).not.toBe('');
      expect(def.description).not.toBe('');
      expect(existsSync(join(icons, `${def.icon}.mjs`)) || existsSync(join(icons, `${def.icon}.js`))).toBe(true);
      for (const { config } of examples) expect(['pure', 'idempotent', 'effectful']).toContain(effectOf(def, config));
    });

    it('has a JSON Schema whose every field is titled', () => {
      for (const schema of objectsOf(z.toJSONSchema(def.config, { io: 'input' }))) {
        expect(schema).toMatchObject({ type: 'object', additionalProperties: false });
        for (const [name, field] of Object.entries(schema.properties ?? {}))
          expect([name, field]).toEqual([name, titled]);
      }
      expect(() => z.toJSONSchema(def.output, { io: 'output' })).not.toThrow();
    });

    it('has ports for any configuration, even one that is not finished', () => {
      for (const config of [{}, { cases: 'x' }, ...examples.map((example) => example.config)]) {
        const ports = portsOf(def, { config });
        expect(new Set(ports).size).toBe(ports.length);
        expect(ports).not.toContain('error');
        expect(portsOf(def, { config, onError: 'branch' })).toEqual([...ports, 'error']);
      }
    });

    it.each(examples)('runs $config', async (example) => {
      const result = await execute(example);
      expect(result).toEqual(example.gives);
      if ('suspend' in result) return;
      expect(def.output.safeParse(result.output).error).toBeUndefined();
      const ports = portsOf(def, { config: example.config });
      if (result.port !== undefined) expect(ports).toContain(result.port);
      if (ports.length > 1) expect(result.port).toBeDefined();
    });

    if (invalid.length > 0) {
      it.each(invalid)('refuses $config at $path', ({ config, path }) => {
        const { error } = def.config.safeParse(config);
        expect(error?.issues[0]?.path.join('.')).toBe(path);
      });
    }
    it('refuses fields that it does not know', () => {
      expect(def.config.safeParse({ ...examples[0].config, surprise: 1 }).success).toBe(false);
    });
  });
}

const titled = expect.objectContaining({ title: expect.any(String) as string }) as unknown;

interface ObjectSchema {
  type?: string;
  properties?: Record<string, object>;
  additionalProperties?: unknown;
}

const objectsOf = (schema: object): ObjectSchema[] => ('anyOf' in schema ? (schema.anyOf as ObjectSchema[]) : [schema]);
