import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppError } from '#libs/contracts';
import type { AgentConfig } from '../agents/agent.entity.js';
import { isInBackground } from '../jobs/background-calls.js';
import { policyOf, toolName } from '../tools/agent-tools.js';
import { Toolbox } from '../tools/toolbox.js';
import { violationOf } from './argument-constraints.js';
import type { TurnOutput } from './conversation.js';
import type { OutsideContent } from './outside-content.js';
import { colleagueTools, handOffTool } from './colleagues.js';
import type { AskedCall } from './task-protocol.js';

/** Calls that one turn may make. */
const mostCalls = 32;

type Asked = TurnOutput['toolCalls'][number];

/** What may become of the calls that a turn asks for: made, put to people first, or refused, which the model is told. */
@Injectable()
export class CallReview {
  constructor(private readonly toolbox: Toolbox) {}

  review(
    companyId: string,
    config: AgentConfig,
    calls: readonly Asked[],
    outside: OutsideContent,
  ): Promise<AskedCall[]> {
    const firstHandOff = calls.findIndex(({ name }) => name === handOffTool);
    return Promise.all(
      calls.map(async (call, index) => {
        const base = { id: call.id, tool: call.name, digest: digestOf(call) };
        if (index >= mostCalls)
          return refused(base, `A turn may make at most ${mostCalls} calls; make it in the next one`);
        if (call.name === handOffTool && index !== firstHandOff)
          return refused(base, 'The work can be handed to one agent only');
        return this.one(companyId, config, call, base, outside);
      }),
    );
  }

  private async one(
    companyId: string,
    config: AgentConfig,
    { name, input }: Asked,
    base: Pick<AskedCall, 'id' | 'tool' | 'digest'>,
    outside: OutsideContent,
  ): Promise<AskedCall> {
    const policy = policyOf(config.tools, name);
    if (policy === 'deny') return refused(base, `This agent may not use the tool "${name}"`);
    const found = await this.toolbox.lookUp(companyId, name);
    if (!found) return refused(base, `There is no tool "${name}" any more`);
    const { tool: known } = found;
    const misfit = misfitOf(() => found.check(input));
    if (misfit !== undefined) return { ...refused(base, misfit), misfit: true };
    for (const tool of config.tools) {
      const violation =
        typeof tool !== 'string' && toolName(tool) === name ? violationOf(tool.constraints, input) : undefined;
      if (violation !== undefined) return refused(base, violation);
    }
    const isRisky = known.risk === 'high' && outside.isThere;
    // Whatever the model was talked into, a person sees it before it happens.
    const isSuspect = isRisky && (config.guardrails.outsideContent !== 'derived' || outside.partsIn(input).length > 0);
    const inBackground = isInBackground(config.tools, known);
    const ask = policy === 'ask' ? ('policy' as const) : isSuspect ? ('outside' as const) : undefined;
    return {
      ...base,
      // Another agent is asked under the call's key, and a job begins in the commit that tells of it: again, they are the same.
      effect: colleagueTools.has(name) || inBackground ? 'idempotent' : known.effectOf(input),
      ...(ask ? { ask } : {}),
      ...(known.outside ? { outside: true } : {}),
      ...(name === handOffTool ? { handsOff: true } : {}),
    };
  }
}

const refused = (base: Pick<AskedCall, 'id' | 'tool' | 'digest'>, problem: string): AskedCall => ({
  ...base,
  effect: 'pure',
  problem,
});

/** Nobody is asked about a call that could not be made. @returns what is wrong with its arguments */
function misfitOf(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (AppError.is(error, 'TOOL_INPUT_INVALID')) return error.message;
    throw error;
  }
}

/** The same for the same tool with the same arguments, in whatever order they stand. */
const digestOf = ({ name, input }: Asked): string => digest([name, input]);

/** Short: it tells repetitions of one task apart, and protects nothing. */
export const digest = (value: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(sorted(value)) ?? 'undefined')
    .digest('base64url')
    .slice(0, 16);

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, inner]) => [name, sorted(inner)]),
  );
};
