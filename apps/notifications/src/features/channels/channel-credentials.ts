import { Injectable } from '@nestjs/common';
import { AppError, toolAccessRpc, type Caller } from '#libs/contracts';
import { isAllowed, openCredential, type OpenCredential } from '#libs/platform/outbound';
import { RpcClient } from '#libs/platform/rpc';
import { Vault } from '#libs/platform/vault';

type Config = Record<string, unknown>;
type Smtp = Extract<OpenCredential['secrets'], { kind: 'smtp' }>;

/** As the mail channel takes it. Without a password encryption is a matter of the server, unless it is asked for. */
function smtpUrlOf({ host, port, security, username, password }: Smtp): string {
  const login = username === undefined ? '' : `${encodeURIComponent(username)}:${encodeURIComponent(password ?? '')}@`;
  const scheme = security === 'tls' ? 'smtps' : 'smtp';
  return `${scheme}://${login}${host}:${port}${security === 'none' ? '' : '?tls=verified'}`;
}

const slackApi = 'https://slack.com/api/';

/** Channels that name a credential of the company instead of holding a secret of their own. It is opened here, when a message leaves. */
@Injectable()
export class ChannelCredentials {
  constructor(
    private readonly rpc: RpcClient,
    private readonly vault: Vault,
  ) {}

  /** What the channel itself takes. @throws CREDENTIAL_NOT_FOUND, CREDENTIAL_UNFIT for a kind that the channel cannot use, CREDENTIAL_HOST_REFUSED */
  async filled(companyId: string, config: Config): Promise<Config> {
    const { credential: id, ...rest } = config;
    if (typeof id !== 'string') return config;
    const { secrets, allowedHosts } = await this.open(companyId, id);
    if (secrets.kind === 'smtp' && 'from' in rest) return { ...rest, smtpUrl: smtpUrlOf(secrets) };
    if (secrets.kind !== 'slack' || !('channel' in rest))
      throw new AppError('CREDENTIAL_UNFIT', {
        detail: `This channel takes a credential of the kind ${'from' in rest ? 'smtp' : 'slack'}, not ${secrets.kind}`,
      });
    if (!isAllowed(allowedHosts, new URL(String(rest['baseUrl'] ?? slackApi))))
      throw new AppError('CREDENTIAL_HOST_REFUSED', {
        detail: `This credential may be sent to ${allowedHosts.join(', ')} alone`,
      });
    return { ...rest, token: secrets.token };
  }

  private async open(companyId: string, id: string): Promise<OpenCredential> {
    const caller: Caller = { kind: 'service', companyId, role: 'operator' };
    const { kind: _, ...sealed } = await this.rpc.call(toolAccessRpc.sealedCredential, { id }, { caller });
    // What another service says is sealed to this company must be: else it does not open.
    return openCredential(this.vault, { ...sealed, companyId, id });
  }
}
