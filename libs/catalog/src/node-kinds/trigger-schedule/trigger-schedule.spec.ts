import { describeNodeKind } from '../../conformance/kind-suite.js';
import { triggerSchedule } from './trigger-schedule.def.js';
import { runTriggerSchedule } from './trigger-schedule.run.js';

describeNodeKind(triggerSchedule, runTriggerSchedule, {
  examples: [
    { config: { cron: '0 9 * * 1-5', timezone: 'Europe/Berlin' }, input: { a: 1 }, gives: { output: { a: 1 } } },
    { config: { every: 'PT15M' }, gives: { output: null } },
    { config: { at: '2026-12-24T18:00:00+01:00' }, gives: { output: null } },
  ],
  invalid: [
    { config: {}, path: 'cron' },
    { config: { cron: '0 9 * * *', every: 'PT1H' }, path: 'cron' },
    { config: { cron: '0 9 * *' }, path: 'cron' },
    { config: { cron: '61 9 * * *' }, path: 'cron' },
    { config: { cron: '0 0 30 2 *' }, path: 'cron' },
    { config: { cron: '0 9 * * *', timezone: 'Europe/Atlantis' }, path: 'timezone' },
    { config: { every: 'PT10S' }, path: 'every' },
    { config: { every: 'P1M' }, path: 'every' },
    { config: { every: 'PT1H', spread: 'PT2H' }, path: 'spread' },
    { config: { every: 'PT1H', catchUpLimit: 1000 }, path: 'catchUpLimit' },
  ],
});
