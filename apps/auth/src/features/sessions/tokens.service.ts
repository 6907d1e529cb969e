import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import type { Role } from '#libs/contracts';
import { accessTokenClaims } from '#libs/platform/security';
import { KeysService } from '../keys/keys.service.js';

/** Seconds an access token lives. */
export const accessTokenLife = 300;

@Injectable()
export class TokensService {
  constructor(
    private readonly jwt: JwtService,
    private readonly keys: KeysService,
  ) {}

  /** An access token bound to one session and one company. */
  async access(subject: {
    userId: string;
    sessionId: string;
    companyId: string;
    role: Role;
  }): Promise<{ accessToken: string; expiresIn: number }> {
    const { kid, privateKey } = await this.keys.signing();
    const accessToken = await this.jwt.signAsync(
      { sid: subject.sessionId, cid: subject.companyId, role: subject.role },
      {
        privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
        algorithm: 'ES256',
        keyid: kid,
        header: { alg: 'ES256', typ: accessTokenClaims.typ, kid },
        subject: subject.userId,
        issuer: accessTokenClaims.iss,
        audience: accessTokenClaims.aud,
        expiresIn: accessTokenLife,
      },
    );
    return { accessToken, expiresIn: accessTokenLife };
  }
}
