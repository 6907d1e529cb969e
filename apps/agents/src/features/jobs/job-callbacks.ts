import { createHmac, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';

/** Token of the key that signs callbacks, derived from the master key. */
export const jobCallbackKey = Symbol('job callback key');
/** Token of the address that callbacks carry (AAAS_PUBLIC_URL), without a slash at its end. */
export const publicUrl = Symbol('public url');

/** The call that a callback answers. */
export interface AwaitedCall {
  jobId: string;
  generation: number;
}

/**
 * Addresses at which an outside system answers a job: `<job and generation>.<HMAC-SHA256>`. The same call has the same address, so that
 * a request which carries it is the same when it is repeated.
 */
@Injectable()
export class JobCallbacks {
  constructor(
    @Inject(jobCallbackKey) private readonly key: Uint8Array,
    @Inject(publicUrl) private readonly address: string,
  ) {}

  urlOf({ jobId, generation }: AwaitedCall): string {
    const body = Buffer.from(JSON.stringify([jobId, generation])).toString('base64url');
    return `${this.address}/api/v1/jobs/callbacks/${body}.${this.sign(body).toString('base64url')}`;
  }

  /** Undefined for a token that we did not sign. */
  read(token: string): AwaitedCall | undefined {
    const [body = '', signature = '', ...rest] = token.split('.');
    const given = Buffer.from(signature, 'base64url');
    const expected = this.sign(body);
    if (rest.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    const [jobId, generation] = JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as [string, number];
    return { jobId, generation };
  }

  private sign(body: string): Buffer {
    return createHmac('sha256', this.key).update(body).digest();
  }
}
