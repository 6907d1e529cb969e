import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { MutableResponse, MutableToken, OAuth2Server } from 'oauth2-mock-server';
import type Provider from 'oidc-provider';

/** What an identity provider says of whoever signs in. */
export interface SaidOf {
  sub: string;
  email?: string;
  email_verified?: boolean;
  name?: string;
}

/** Answers of an identity provider that come back to us: the address with its query. */
type CameBack = URL;

const isRedirect = (status: number) => status >= 300 && status < 400;

/** A browser as far as a sign-in needs one: cookies, redirects, forms. Stops where the address begins with `until`. */
async function browse(start: string, until: string, fill: (html: string) => URLSearchParams): Promise<CameBack> {
  const cookies = new Map<string, string>();
  let [url, body]: [string, URLSearchParams | undefined] = [start, undefined];
  for (let step = 0; step < 20; step++) {
    if (url.startsWith(until)) return new URL(url);
    const response: Response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(body ? { method: 'POST', body } : {}),
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    const location = response.headers.get('location');
    if (isRedirect(response.status) && location) {
      [url, body] = [new URL(location, url).href, undefined];
      continue;
    }
    const html = await response.text();
    const action = /<form[^>]*action="([^"]+)"/.exec(html)?.[1];
    if (!action) throw new Error(`No way on from ${url}: ${response.status} ${html.slice(0, 300)}`);
    [url, body] = [new URL(action, url).href, fill(html)];
  }
  throw new Error(`The sign-in led nowhere: ${url}`);
}

/** oidc-provider: a certified identity provider that others wrote, with its own pages for log-in and consent. */
export class OidcProviderPeer {
  /** What its token endpoint was asked for. */
  readonly grants: string[] = [];

  private constructor(
    private readonly server: Server,
    readonly issuer: string,
    readonly client: { id: string; secret: string },
    private readonly people: Map<string, SaidOf>,
  ) {}

  static async start(callbackUrl: string): Promise<OidcProviderPeer> {
    const { default: OidcProvider } = (await import('oidc-provider')) as { default: typeof Provider };
    const people = new Map<string, SaidOf>();
    const client = { id: 'aaas', secret: 'a-secret-of-the-client-and-nobody-else' };
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const provider = new OidcProvider(issuer, {
      clients: [
        {
          client_id: client.id,
          client_secret: client.secret,
          token_endpoint_auth_method: 'client_secret_post',
          redirect_uris: [callbackUrl],
          grant_types: ['authorization_code', 'refresh_token'],
        },
      ],
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
      cookies: { keys: ['a key of its cookies'] },
      pkce: { required: () => true },
      findAccount: (_context: unknown, sub: string) => ({
        accountId: sub,
        claims: () => Promise.resolve({ ...people.get(sub), sub }),
      }),
    } as never);
    // Its warnings about being no production set-up are true, and not meant for our log.
    server.on('request', provider.callback());
    const peer = new OidcProviderPeer(server, issuer, client, people);
    provider.on('grant.success', ({ oidc }) => peer.grants.push(String(oidc.params?.['grant_type'])));
    return peer;
  }

  /** Somebody signs in there and consents. @returns how the browser comes back */
  signIn(url: string, until: string, who: SaidOf): Promise<CameBack> {
    this.people.set(who.sub, who);
    return browse(url, until, (html) => {
      const prompt = /name="prompt" value="(\w+)"/.exec(html)?.[1] ?? 'login';
      return new URLSearchParams(prompt === 'login' ? { prompt, login: who.sub, password: 'any' } : { prompt });
    });
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

/** oauth2-mock-server: an identity provider that says whatever it is told to, lies included. */
export class MockIdentityPeer {
  private said: Record<string, unknown> = {};
  private refusal: string | undefined;
  /** How often its token endpoint was asked. */
  tokenRequests = 0;

  private constructor(private readonly server: OAuth2Server) {}

  static async start(): Promise<MockIdentityPeer> {
    const { OAuth2Server: MockServer } = await import('oauth2-mock-server');
    const server = new MockServer();
    await server.issuer.keys.generate('RS256');
    await server.start(0, '127.0.0.1');
    const { port } = server.address();
    server.issuer.url = `http://127.0.0.1:${port}`;
    const peer = new MockIdentityPeer(server);
    server.service.on('beforeTokenSigning', (token: MutableToken) => Object.assign(token.payload, peer.said));
    server.service.on('beforeResponse', (response: MutableResponse) => {
      peer.tokenRequests += 1;
      if (peer.refusal !== undefined) Object.assign(response, { statusCode: 400, body: { error: peer.refusal } });
      peer.refusal = undefined;
    });
    return peer;
  }

  get issuer(): string {
    return this.server.issuer.url!;
  }

  /** Its token endpoint refuses once, with this code. */
  refuseNext(code: string): void {
    this.refusal = code;
  }

  /** Somebody signs in there at once; `said` goes into the tokens, over what belongs there. */
  signIn(url: string, until: string, said: SaidOf & Record<string, unknown>): Promise<CameBack> {
    this.said = said;
    return browse(url, until, () => new URLSearchParams());
  }

  async stop(): Promise<void> {
    await this.server.stop();
  }
}
