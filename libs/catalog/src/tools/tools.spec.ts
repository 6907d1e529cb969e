import { z } from 'zod';
import { AppError } from '#libs/contracts';
import { callTool, defineTool, implementTool } from '../kit.js';
import { toolCall } from '../conformance/tool-suite.js';
import { tools } from './defs.js';
import { toolRuns } from './runs.js';

const context = toolCall();

describe('tools', () => {
  it('are registered under their names, each with its run', () => {
    for (const [name, def] of Object.entries(tools)) expect(def.name).toBe(name);
    expect(Object.keys(toolRuns)).toEqual(Object.keys(tools));
  });
});

describe('callTool', () => {
  const def = defineTool({
    name: 'probe',
    version: 1,
    title: 'Probe',
    description: 'A tool for tests',
    icon: 'box',
    effect: 'pure',
    risk: 'low',
    timeoutMs: 20,
    input: z.strictObject({ does: z.string() }),
    output: z.object({ ok: z.boolean() }),
  });
  const run = implementTool(def, async ({ does }, { signal }) => {
    if (does === 'throw') throw new Error('secret detail');
    if (does === 'refuse') throw new AppError('TOOL_DENIED');
    if (does === 'nonsense') return { ok: 'yes' as unknown as boolean };
    if (does === 'hang')
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
    return { ok: true };
  });

  it('answers', async () => expect(await callTool(def, run, { does: 'work' }, context)).toEqual({ ok: true }));
  it.each([
    ['throw', { code: 'TOOL_FAILED', message: 'probe failed' }],
    ['nonsense', { code: 'TOOL_FAILED', message: 'probe answered what its schema does not allow' }],
    ['hang', { code: 'TOOL_FAILED', message: 'probe took longer than 20 ms' }],
    ['refuse', { code: 'TOOL_DENIED' }],
  ])('turns %s into a verdict', async (does, error) => {
    await expect(callTool(def, run, { does }, context)).rejects.toMatchObject(error);
  });
  it('gives up when the caller does', async () => {
    const signal = AbortSignal.abort();
    await expect(callTool(def, run, { does: 'work' }, { ...context, signal })).rejects.toMatchObject({
      message: 'probe was cancelled',
    });
  });
});
