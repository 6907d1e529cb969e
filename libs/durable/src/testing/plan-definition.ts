import { AppError } from '#libs/contracts';
import type { DurableCommand, DurableEvent, ExecuteStep, StepContext, StepOutcome } from '../decider.port.js';
import type { DurableDefinition } from '../definition.port.js';
import { PlanDecider, type Plan, type PlanState } from './plan-decider.js';

export type Act = (command: ExecuteStep, context: StepContext<PlanState>) => Promise<StepOutcome> | StepOutcome;

/** Effects by key, as their receiver counts them. */
export class EffectLog {
  readonly calls: { run: string; path: string; key: string; attempt: number }[] = [];

  note({ runId, path, key, attempt }: StepContext): void {
    this.calls.push({ run: runId, path, key, attempt });
  }

  count(path: string, run?: string): number {
    return this.calls.filter((call) => call.path === path && (run === undefined || call.run === run)).length;
  }

  get keys(): Set<string> {
    return new Set(this.calls.map(({ key }) => key));
  }
}

/** A definition whose run names its plan by `ref`, and whose steps do what `acts` says; by default they note an effect. */
export function planDefinition(
  plans: Record<string, Plan>,
  effects: EffectLog,
  acts: Record<string, Act> = {},
  more: Partial<DurableDefinition<PlanState, DurableEvent, DurableCommand>> = {},
): DurableDefinition<PlanState, DurableEvent, DurableCommand> {
  return {
    kind: 'plan',
    decider: async ({ ref }) => {
      const plan = plans[ref ?? ''];
      if (!plan) throw new AppError('VERSION_NOT_FOUND');
      return new PlanDecider(plan);
    },
    execute: async (command, context) => {
      if (command.effect !== 'pure') effects.note(context);
      const act = acts[command.path] ?? acts['*'];
      return act ? act(command, context) : { kind: 'succeeded', output: { step: command.path } };
    },
    result: ({ output, state }) => Object.keys(state.steps).map((path) => output(path)),
    ...more,
  };
}
