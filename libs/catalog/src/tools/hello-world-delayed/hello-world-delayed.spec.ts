import { callTool, type ToolProgress } from '../../kit.js';
import { describeTool, toolCall } from '../../conformance/tool-suite.js';
import { helloWorldDelayed } from './hello-world-delayed.def.js';
import { runHelloWorldDelayed } from './hello-world-delayed.run.js';

describeTool(helloWorldDelayed, runHelloWorldDelayed, {
  examples: [
    { input: {}, output: { greeting: 'Hello, world!', delaySeconds: 5 } },
    { input: { name: 'Ada', delaySeconds: 0 }, output: { greeting: 'Hello, Ada!', delaySeconds: 0 } },
  ],
  invalid: [{ delaySeconds: 3601 }, { delaySeconds: -1 }, { name: '' }, { surprise: 1 }],
});

describe('hello_world_delayed', () => {
  it('waits from the time of the call on, and tells how far it is', async () => {
    const times: number[] = [];
    const progressed: ToolProgress[] = [];
    const sleepUntil = (time: number) => Promise.resolve(void times.push(time));
    await callTool(
      helloWorldDelayed,
      runHelloWorldDelayed,
      { delaySeconds: 20 },
      toolCall([], {}, { at: 1000, sleepUntil, progressed }),
    );
    expect(times.at(0)).toBe(3000);
    expect(times.at(-1)).toBe(21_000);
    expect(progressed.map(({ done }) => done)).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
  });

  it('ends when the call is given up', async () => {
    const controller = new AbortController();
    const sleepUntil = () =>
      new Promise<void>((_, reject) =>
        controller.signal.addEventListener('abort', () => reject(new Error('given up')), { once: true }),
      );
    const ended = callTool(
      helloWorldDelayed,
      runHelloWorldDelayed,
      {},
      toolCall([], {}, { signal: controller.signal, sleepUntil }),
    );
    controller.abort();
    await expect(ended).rejects.toMatchObject({ code: 'TOOL_FAILED' });
  });
});
