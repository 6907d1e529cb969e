import { Inject, Injectable } from '@nestjs/common';
import { AgentCard } from '@a2a-js/sdk';
import { LegacyJsonRpcTransportHandler } from '@a2a-js/sdk/compat/v0_3/server';
import { RequestMalformedError } from '@a2a-js/sdk/errors';
import { JsonRpcTransportHandler, ServerCallContext, validateVersion } from '@a2a-js/sdk/server';
import { AppError, errors, type Caller, type Problem } from '#libs/contracts';
import { RawAnswer, StreamAnswer, type HttpContext } from '#libs/platform/http';
import { AgentExposures } from '../exposures/agent-exposures.service.js';
import { A2aHandler } from './a2a-handler.js';
import { A2aTasks } from './a2a-tasks.service.js';
import { cardOf, legacyCardOf } from './agent-card.js';

/** Token: address of the platform as others see it. */
export const publicAddress = Symbol('public address');

const versionHeader = 'a2a-version';
/** Whoever does not say which version it speaks, speaks this one. */
const legacy = '0.3';

type Http = Pick<HttpContext, 'signal' | 'header'>;

/** Agents by the Agent2Agent protocol, in its versions 1.0 and 0.3, by the official SDK. */
@Injectable()
export class A2aEndpoint {
  constructor(
    private readonly exposures: AgentExposures,
    private readonly tasks: A2aTasks,
    @Inject(publicAddress) private readonly address: string,
  ) {}

  /** @throws AGENT_NOT_FOUND for an agent that is not offered */
  async card({ companyId }: Caller, id: string, http: Pick<Http, 'header'>): Promise<Record<string, unknown>> {
    const agent = await this.exposures.requireOffered(companyId, id, 'a2a');
    const address = this.addressOf(id);
    return isLegacy(http)
      ? legacyCardOf(agent, address)
      : (AgentCard.toJSON(cardOf(agent, address)) as Record<string, unknown>);
  }

  /** @throws AGENT_NOT_FOUND for an agent that is not offered */
  async answer(caller: Caller, id: string, body: unknown, http: Http): Promise<RawAnswer | StreamAnswer> {
    const agent = await this.exposures.requireOffered(caller.companyId, id, 'a2a');
    const card = cardOf(agent, this.addressOf(id));
    const handler = new A2aHandler(this.tasks, caller, agent, card, http.signal);
    const requestedVersion = http.header(versionHeader) ?? legacy;
    const context = new ServerCallContext({
      requestedVersion,
      user: { isAuthenticated: true, userName: caller.apiKeyId ?? caller.userId ?? caller.companyId },
    });
    const transport = isLegacy(http)
      ? new LegacyJsonRpcTransportHandler(handler)
      : new JsonRpcTransportHandler(handler);
    const toError = isLegacy(http)
      ? (error: unknown) => LegacyJsonRpcTransportHandler.mapToLegacyJSONRPCError(error)
      : (error: unknown) => JsonRpcTransportHandler.mapToJSONRPCError(error);
    const requestId = (body as { id?: unknown } | null)?.id ?? null;
    try {
      validateVersion(requestedVersion, card, 'JSONRPC');
      const answer = await transport.handle(body as Record<string, unknown>, context);
      return isStream(answer) ? stream(answer, requestId, toError) : json(answer);
    } catch (error) {
      return json({ jsonrpc: '2.0', id: requestId, error: toError(theirs(error)) });
    }
  }

  private addressOf(id: string): string {
    return `${this.address}/a2a/${id}`;
  }
}

const isLegacy = (http: Pick<Http, 'header'>): boolean => (http.header(versionHeader) ?? legacy).startsWith(legacy);

const isStream = (answer: object): answer is AsyncGenerator<object, void, undefined> => Symbol.asyncIterator in answer;

const json = (body: object): RawAnswer =>
  new RawAnswer(200, { 'content-type': 'application/json; charset=utf-8' }, JSON.stringify(body));

/** Errors of ours in the words of the protocol. */
function theirs(error: unknown): unknown {
  if (!AppError.is(error) || error.status >= 500) return error;
  return new RequestMalformedError(
    `${error.code}: ${(error.details['detail'] as string | undefined) ?? errors[error.code].title}`,
  );
}

const event = (data: object): string => `data: ${JSON.stringify(data)}\n\n`;

function stream(
  answers: AsyncGenerator<object, void, undefined>,
  id: unknown,
  toError: (error: unknown) => object,
): StreamAnswer {
  async function* events(): AsyncGenerator<string, void, void> {
    try {
      for await (const answer of answers) yield event(answer);
    } catch (error) {
      yield event({ jsonrpc: '2.0', id, error: toError(theirs(error)) });
    }
  }
  const failure = ({ code, title }: Problem) =>
    event({ jsonrpc: '2.0', id, error: { code: -32603, message: `${code}: ${title}` } });
  return new StreamAnswer(events(), failure);
}
