import { AppError } from '#libs/contracts';
import type { StepContext, StepOutcome } from '#libs/durable';
import type { FlowCommand } from '#libs/engine';
import { lotOf } from './chance.js';
import type { ChaosFlow } from './chaos-flows.js';

type Execute = Extract<FlowCommand, { type: 'executeStep' }>;

/** Calls the outside, and gives back the number under which it was received. */
export type Tell = (effect: 'idempotent' | 'effectful') => Promise<number>;

/**
 * What a step of a chaos run does: by its configuration where that says so, else by a lot that only run, path and attempt decide. Each
 * wait ends by itself or by people, so that every run can end.
 */
export async function act(
  { flow, config }: ChaosFlow,
  command: Execute,
  context: StepContext,
  tell: Tell,
): Promise<StepOutcome> {
  const node = flow.byId.get(command.node)!;
  const mine = config(command.node);
  const lot = (n: number): number => lotOf(`${context.runId}/${context.path}/${context.attempt}/${n}`, n);
  const port = (): { event?: { port: string } } =>
    node.ports.length > 0 ? { event: { port: node.ports[lot(node.ports.length)]! } } : {};
  switch (node.kind) {
    case 'flow.map':
      return { kind: 'succeeded', event: command.phase === 'run' ? { items: Number(mine['items'] ?? lot(5)) } : {} };
    case 'flow.stop':
      return { kind: 'succeeded', event: { stop: lot(2) ? 'succeeded' : 'failed' } };
    case 'flow.wait':
      return { kind: 'suspended', wait: waitOf(mine, context.at, lot) };
    case 'human.approval':
      return { kind: 'suspended', wait: { answer: true } };
    case 'test.effect':
      if (lot(20) === 0) throw new AppError('EGRESS_FAILED');
      return effectful(await tell('effectful'), lot);
    case 'test.step':
      return idempotent(await tell('idempotent'), Number(mine['failures'] ?? -1), context, lot, port);
    default:
      return { kind: 'succeeded', ...port() };
  }
}

function waitOf(config: Record<string, unknown>, at: number, lot: (n: number) => number): Record<string, unknown> {
  if (config['signal'] !== undefined) return { signal: config['signal'] };
  if (config['ms'] !== undefined) return { until: at + Number(config['ms']) };
  return lot(2) ? { until: at + 400 * lot(4) } : { signal: 'go', deadline: at + 3000 };
}

function effectful(receipt: number, lot: (n: number) => number): StepOutcome {
  // The call arrived, and its answer did not: only a person can say what became of it.
  if (lot(15) === 0) throw new AppError('EGRESS_FAILED', { unknown: true });
  return { kind: 'succeeded', output: { receipt } };
}

function idempotent(
  receipt: number,
  failures: number,
  { attempt }: StepContext,
  lot: (n: number) => number,
  port: () => object,
): StepOutcome {
  const isRandom = failures < 0;
  if (attempt <= failures || (isRandom && lot(10) === 0)) throw new AppError('EGRESS_FAILED');
  if (isRandom && lot(40) === 0) throw new AppError('RECIPIENT_UNKNOWN');
  if (isRandom && lot(16) === 0) return { kind: 'suspended', wait: { reply: true } };
  return { kind: 'succeeded', output: { receipt }, ...(isRandom ? port() : {}) };
}
