import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { agentsRpc, authRpc, companyRpc, newId, type Caller, type Role, type RpcIn } from '#libs/contracts';
import type { Service } from '#libs/platform/http';
import { readFromSpec } from '#libs/platform/events';
import { HandleRpc, handlersOf, matchHandlers, RpcClient, RpcServer, type HandlerEntry } from '#libs/platform/rpc';
import { accessTokenClaims } from '#libs/platform/security';
import { openHost, startService, type Host } from '#libs/service';
import { aiService } from '../app.module.js';

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const publicKey = { ...createPublicKey(privateKey).export({ format: 'jwk' }), kid: 'one' };

const nothingNew: HandlerEntry['handle'] = (_caller, request) => {
  const { after } = request as { after: number };
  return { events: [], through: after, last: after };
};

/** What `auth` and `company` answer to the guard: everybody is an operator with an open session, save who calls himself a viewer. */
class Identity {
  @HandleRpc(authRpc.keys) keys() {
    return { keys: [publicKey as Record<string, unknown>] };
  }
  @HandleRpc(authRpc.sessionValid) sessionValid() {
    return { valid: true, secondFactor: false, ageMs: 0 };
  }
}
class Membership {
  roles = new Map<string, Role>();
  @HandleRpc(companyRpc.membership) membership(
    _: unknown,
    { userId, companyId }: { userId: string; companyId: string },
  ) {
    const role = this.roles.get(userId) ?? ('operator' as const);
    return { membership: { id: companyId, name: 'Acme', role }, security: {}, emailAllowed: true };
  }
}

/** Knows every agent that is named. */
class EverythingKnown {
  @HandleRpc(agentsRpc.known) agents(_caller: Caller, { agents, tools }: RpcIn<typeof agentsRpc.known>) {
    return { agents: agents.map((ref) => ({ ref, status: 'active' as const })), tools };
  }
}

/** The ai service in this process with everything real but its neighbours, who answer its guard alone. For tests. */
export class AiPlatform {
  private constructor(
    readonly host: Host,
    readonly service: Service,
    /** A service that calls. */
    readonly rpc: RpcClient,
    private readonly neighbours: RpcServer[],
    private readonly membership: Membership,
  ) {}

  /**
   * @param environment that the configuration is read from: a folder of its own and silence are added
   * @param log gets every line, from debug on
   */
  static async start(
    environment: Record<string, string | undefined>,
    log?: { write: (line: string) => void },
  ): Promise<AiPlatform> {
    const dataDir = mkdtempSync(join(tmpdir(), 'aaas-ai-'));
    Object.assign(environment, { AAAS_DATA_DIR: dataDir, LOG_LEVEL: log ? 'debug' : 'silent' });
    const host = await openHost('standalone', log ? { log } : {});
    const logger = host.logger('standalone');
    const { rpcWire, identities } = host.wiring;
    const membership = new Membership();
    const serve = async (
      service: 'auth' | 'company' | 'agents',
      specs: Parameters<typeof matchHandlers>[0],
      handler: object,
    ) => {
      const server = new RpcServer(rpcWire, { service, signature: identities.as(service), logger });
      const catchUp: HandlerEntry = { spec: readFromSpec(service), name: 'events.readFrom', handle: nothingNew };
      server.setHandlers(matchHandlers([...specs, catchUp.spec], [...handlersOf(handler), catchUp]));
      await new Promise<void>((done, failed) => server.listen((error) => (error ? failed(error) : done())));
      return server;
    };
    const neighbours = [
      await serve('auth', [authRpc.keys, authRpc.sessionValid], new Identity()),
      await serve('company', [companyRpc.membership], membership),
      await serve('agents', [agentsRpc.known], new EverythingKnown()),
    ];
    const service = await startService(aiService, host);
    return new AiPlatform(
      host,
      service,
      new RpcClient(rpcWire, { service: 'company', signature: identities.as('company') }),
      neighbours,
      membership,
    );
  }

  caller(role: Role = 'operator', companyId = newId('company')): Caller & { userId: string; sessionId: string } {
    const caller = { kind: 'user' as const, userId: newId('user'), sessionId: newId('session'), companyId, role };
    this.membership.roles.set(caller.userId, role);
    return caller;
  }

  /** One request with the access token of a caller. */
  async http(
    caller: ReturnType<AiPlatform['caller']>,
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ) {
    const answer = await this.service.fastify.inject({
      method,
      url: `/api/v1${path}`,
      headers: { authorization: this.authorization(caller), ...headers },
      ...(body ? { payload: body } : {}),
    });
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: answer.body === '' ? {} : answer.json<Record<string, unknown>>(),
    };
  }

  /** The header that a caller sends. */
  authorization(caller: ReturnType<AiPlatform['caller']>): string {
    return `Bearer ${tokenOf(caller)}`;
  }

  async stop(): Promise<void> {
    await this.service.close();
    await this.rpc.close();
    for (const neighbour of this.neighbours) await neighbour.close();
    await this.host.close();
    rmSync(this.host.dataDir, { recursive: true, force: true });
  }
}

/** An environment in which OpenAI is at an address of the test's own, and nobody else is there. */
export const openaiAt = (url: string, more: Record<string, string> = {}) =>
  Object.assign(process.env, {
    OPENAI_API_KEY: 'sk-test',
    OPENAI_BASE_URL: `${url}/v1`,
    OPENAI_MODEL: 'gpt-5-mini',
    OLLAMA_BASE_URL: '',
    ...more,
  });

function tokenOf({ userId, sessionId, companyId, role }: ReturnType<AiPlatform['caller']>): string {
  const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const { typ, alg, iss, aud } = accessTokenClaims;
  const text = `${base64({ alg, typ, kid: 'one' })}.${base64({ sub: userId, sid: sessionId, cid: companyId, role, iss, aud, iat: now, exp: now + 60 })}`;
  return `${text}.${sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}
