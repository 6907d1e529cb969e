import type { Plan } from './plan-decider.js';

/** A run of everything that a crash may hit: each sort of effect, side by side and in a row, a retry, waits short and long, a signal. */
export const chaosPlan: Plan = {
  steps: {
    ask: {},
    shape: { after: ['ask'], effect: 'pure' },
    charge: { after: ['shape'], effect: 'effectful' },
    left: { after: ['charge'] },
    right: { after: ['charge'], attempts: 2, retryMs: 10 },
    nap: { after: ['left', 'right'] },
    sleep: { after: ['nap'] },
    signed: { after: ['sleep'] },
    tell: { after: ['signed'] },
  },
};

export const chaosRunIds = (count: number): string[] => Array.from({ length: count }, (_, i) => `run_chaos_${i}`);
