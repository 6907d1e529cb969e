import { callTool, toolSchemas, type ToolDef, type ToolRun } from '../kit.js';

interface ToolCases {
  examples: { input: unknown; output: unknown; at?: number }[];
  /** Inputs that the schema refuses. */
  invalid: unknown[];
  /** Inputs that fit the schema and that the tool itself refuses. */
  refused?: unknown[];
}

/** What every built-in tool must fulfil. */
export function describeTool<D extends ToolDef>(
  def: D,
  run: ToolRun<D>,
  { examples, invalid, refused = [] }: ToolCases,
): void {
  const call = (input: unknown, at = 0) =>
    callTool(def, run, input, { companyId: 'co_test', key: 'key', at, signal: new AbortController().signal });

  describe(`tool ${def.name}`, () => {
    it('is defined as models and people need it', () => {
      expect(def.name).toMatch(/^[a-z][a-z0-9_]{0,63}$/);
      expect(def.version).toBeGreaterThanOrEqual(1);
      expect(def.title).not.toBe('');
      expect(def.description.length).toBeGreaterThan(20);
      expect(def.timeoutMs).toBeGreaterThan(0);
      expect(['pure', 'idempotent', 'effectful']).toContain(def.effect);
    });

    it('has schemas that model providers take', () => {
      const { input, output } = toolSchemas(def);
      expect(input).toMatchObject({ type: 'object', additionalProperties: false });
      expect(output).toMatchObject({ type: 'object' });
      for (const field of Object.values(input.properties as object)) expect(field).toHaveProperty('description');
    });

    it.each(examples)('answers $input', async ({ input, output, at }) => expect(await call(input, at)).toEqual(output));
    it.each(invalid.map((input) => ({ input })))('refuses $input and names the field', async ({ input }) => {
      await expect(call(input)).rejects.toMatchObject({
        code: 'TOOL_INPUT_INVALID',
        details: { issues: [expect.anything()] },
      });
    });
    if (refused.length > 0) {
      it.each(refused.map((input) => ({ input })))('refuses $input for good', async ({ input }) => {
        await expect(call(input)).rejects.toMatchObject({ code: 'TOOL_INPUT_INVALID', retry: 'never' });
      });
    }
  });
}
