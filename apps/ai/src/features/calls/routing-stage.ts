import { Injectable } from '@nestjs/common';
import { Candidates } from './candidates.js';
import { expectedTokens, tokensOfMessages } from './estimate.js';
import { Routing } from './routing.js';
import { Stage, type AnswerPart, type ModelCall } from './stage.js';

/** The last stage: asks the wanted model, or those that stand in for it. */
@Injectable()
export class RoutingStage extends Stage {
  constructor(
    private readonly candidates: Candidates,
    private readonly routing: Routing,
  ) {
    super();
  }

  /** @throws MODEL_NOT_FOUND, MODEL_NO_TOOLS; as `Routing.through` */
  run(call: ModelCall): AsyncIterable<AnswerPart> {
    const { request, asking, deadlines, notes } = call;
    return this.routing.through({
      asking,
      targets: () => this.candidates.of(call),
      source: (target, waiting) =>
        target.connected.provider.stream(
          { ...this.candidates.requestFor(target, request), model: target.name },
          waiting,
        ),
      tokens: { sent: () => tokensOfMessages(request.messages), expected: () => expectedTokens(request) },
      deadlines,
      whole: call.whole === true,
      notes,
    }) as AsyncIterable<AnswerPart>;
  }
}
