import { Injectable } from '@nestjs/common';
import type { Capabilities, CapabilityName, StepInput, StepResult } from '#libs/catalog/kit';
import { AppError } from '#libs/contracts';
import { runIsolated, type IsolatedProgram } from '#libs/durable';
import type { StepJob } from './serve-steps.js';
import stepProgram from './step-program.cjs';

type AnyInput = StepInput<unknown, CapabilityName>;

/** Carries out a step in a process of its own, because it may have ended the process that it was in. */
@Injectable()
export class StepIsolation {
  program: IsolatedProgram = stepProgram;

  /** @throws STEP_CRASHED with `crashed: true` when the process ended before it answered, or what the kind throws */
  async run(kind: string, input: AnyInput, needs: readonly CapabilityName[]): Promise<StepResult<unknown>> {
    const { signal, heartbeat, branches, use, ...step } = input;
    const job: StepJob = { kind, step, branches: branches(), needs };
    const call = (name: string, args: unknown[]) => callOf(use, name)(...args);
    return (await runIsolated({ ...this.program, job, call, signal, heartbeat })) as StepResult<unknown>;
  }
}

/** The capability's method of a name such as `ai.prompt`; only those that the step was given. */
function callOf(use: Partial<Capabilities>, name: string): (...args: unknown[]) => Promise<unknown> {
  const [capability = '', method = ''] = name.split('.');
  const given = Object.hasOwn(use, capability)
    ? (use as Record<string, Record<string, unknown>>)[capability]
    : undefined;
  const found = given?.[method];
  if (typeof found !== 'function' || method === 'constructor')
    throw new AppError('STEP_CONFIG_INVALID', { detail: `The step has no ${name}` });
  return (...args) => Promise.resolve(found.apply(given, args) as unknown);
}
