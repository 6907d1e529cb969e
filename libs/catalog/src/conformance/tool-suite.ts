import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '#libs/contracts';
import {
  callTool,
  toolEffect,
  toolSchemas,
  type ToolCallContext,
  type ToolCapabilities,
  type ToolCapabilityName,
  type ToolDef,
  type ToolProgress,
  type ToolRun,
} from '../kit.js';

export type ToolFakes = { [N in ToolCapabilityName]?: Partial<ToolCapabilities[N]> };

/** A call as the toolbox gives it to a tool. Reaching for a capability that the definition does not name throws. */
export function toolCall(
  needs: readonly string[] = [],
  use: ToolFakes = {},
  facts: Partial<ToolCallContext> & { progressed?: ToolProgress[] } = {},
): ToolCallContext<ToolCapabilityName> {
  const { progressed, ...rest } = facts;
  return {
    companyId: 'co_test',
    key: 'key',
    at: 0,
    signal: new AbortController().signal,
    progress: (step) => void progressed?.push(step),
    sleepUntil: () => Promise.resolve(),
    ...rest,
    use: new Proxy(use, {
      get: (target, name) => {
        if (!needs.includes(String(name))) throw new AppError('FORBIDDEN', { detail: `not in needs: ${String(name)}` });
        return target[name as ToolCapabilityName];
      },
    }) as ToolCapabilities,
  };
}

interface ToolCases {
  /** None for a tool whose answers are proved at the wire. */
  examples: { input: unknown; output: unknown; at?: number; use?: ToolFakes }[];
  /** Inputs that the schema refuses. */
  invalid: unknown[];
  /** Inputs that fit the schema and that the tool itself refuses. */
  refused?: unknown[];
  /** Calls that end with an error, and a part of what it says. */
  fails?: { input: unknown; use: ToolFakes; code: string; says: string }[];
}

/** The web app's icons, in the workspace's packages. */
const icons = join(__dirname, '../../../../node_modules/lucide-react/dist/esm/icons');

/** What every built-in tool must fulfil. */
export function describeTool<D extends ToolDef>(
  def: D,
  run: ToolRun<D>,
  { examples, invalid, refused = [], fails = [] }: ToolCases,
): void {
  const call = (input: unknown, at = 0, use: ToolFakes = {}) =>
    callTool(def, run, input, toolCall(def.needs, use, { at }));

  describe(`tool ${def.name}`, () => {
    it('is defined as models and people need it', () => {
      expect(def.name).toMatch(/^[a-z][a-z0-9_]{0,63}$/);
      expect(def.version).toBeGreaterThanOrEqual(1);
      expect(def.title).not.toBe('');
      expect(def.description.length).toBeGreaterThan(20);
      expect(def.timeoutMs).toBeGreaterThan(0);
      for (const { input } of examples) expect(['pure', 'idempotent', 'effectful']).toContain(toolEffect(def, input));
      expect(existsSync(join(icons, `${def.icon}.mjs`)) || existsSync(join(icons, `${def.icon}.js`))).toBe(true);
    });

    it('has schemas that model providers take', () => {
      const { input, output } = toolSchemas(def);
      expect(input).toMatchObject({ type: 'object', additionalProperties: false });
      expect(output).toMatchObject({ type: 'object' });
      for (const field of Object.values(input.properties as object)) expect(field).toHaveProperty('description');
    });

    if (examples.length > 0) {
      it.each(examples)('answers $input', async ({ input, output, at, use }) =>
        expect(await call(input, at, use)).toEqual(output),
      );
    }
    it.each(invalid.map((input) => ({ input })))('refuses $input and names the field', async ({ input }) => {
      await expect(call(input)).rejects.toMatchObject({
        code: 'TOOL_INPUT_INVALID',
        details: { issues: expect.arrayContaining([expect.anything()]) as unknown },
      });
    });
    if (fails.length > 0) {
      it.each(fails)('fails with $code for $input', async ({ input, use, code, says }) => {
        await expect(call(input, 0, use)).rejects.toMatchObject({
          code,
          message: expect.stringContaining(says) as string,
        });
      });
    }
    if (refused.length > 0) {
      it.each(refused.map((input) => ({ input })))('refuses $input for good', async ({ input }) => {
        await expect(call(input)).rejects.toMatchObject({ code: 'TOOL_INPUT_INVALID', retry: 'never' });
      });
    }
  });
}
