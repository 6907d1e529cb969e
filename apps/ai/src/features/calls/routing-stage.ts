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
  async *run(call: ModelCall): AsyncGenerator<AnswerPart, void, void> {
    const { request, asking, deadlines, notes } = call;
    const targets = await this.candidates.of(call);
    yield* this.routing.through({
      asking,
      targets,
      source: (target, waiting) =>
        target.connected.provider.stream(
          { ...this.candidates.requestFor(target, request), model: target.name },
          waiting,
        ),
      tokens: { sent: () => tokensOfMessages(request.messages), expected: () => expectedTokens(request) },
      deadlines,
      whole: call.whole === true,
      notes,
    }) as AsyncGenerator<AnswerPart, void, void>;
  }
}
