import { Injectable } from '@nestjs/common';
import { schemaInstruction } from '../tasks/prompts.js';
import { CustomEndpoints } from '../models/custom-endpoints.js';
import { ModelRouter, type ModelNeeds, type Target } from '../models/model-router.js';
import { Breakers } from './breakers.js';
import type { ModelCall } from './stage.js';

type Request = ModelCall['request'];

/** Whom a call may be asked of, in turn, and how each is asked. */
@Injectable()
export class Candidates {
  constructor(
    private readonly router: ModelRouter,
    private readonly endpoints: CustomEndpoints,
    private readonly breakers: Breakers,
  ) {}

  /**
   * The wanted model, then the fallbacks; those that their provider asked to leave in peace for a while come last.
   * @throws MODEL_NOT_FOUND, MODEL_NO_TOOLS
   */
  of({ asking, request, wanted, endpoint }: ModelCall): readonly Target[] | Promise<readonly Target[]> {
    if (endpoint !== undefined) return [this.endpoints.target(endpoint, wanted)];
    const { companyId } = asking.caller;
    const needs = needsOf(request);
    const known = this.router.known(companyId, wanted, needs);
    if (known) return this.inOrder(known, companyId);
    return this.router.resolveAll(companyId, wanted, needs).then((targets) => this.inOrder(targets, companyId));
  }

  private inOrder(targets: readonly Target[], companyId: string): readonly Target[] {
    if (targets.length < 2) return targets;
    const isResting = (target: Target) => this.breakers.of(target, companyId).resting;
    return [...targets.filter((target) => !isResting(target)), ...targets.filter(isResting)];
  }

  /** A model that is no set of rules is told the schema too: not every provider can bind an answer to it. */
  requestFor({ connected }: Target, request: Request): Request {
    if (!request.schema || connected.def.deterministic) return request;
    const told = { role: 'system', content: schemaInstruction(request.schema) } as const;
    return { ...request, messages: [told, ...request.messages] };
  }
}

/** What a model must be able to do to answer. */
export const needsOf = ({ tools, schema, messages }: Request): ModelNeeds => ({
  tools: (tools?.length ?? 0) > 0,
  schema: schema !== undefined,
  images: messages.some(({ content }) => typeof content !== 'string' && content.some(({ type }) => type === 'image')),
});
