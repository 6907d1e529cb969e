import { createHmac, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { publicUrl } from '../triggers/public-url.js';

/** Token of the key that signs callbacks, derived from the master key. */
export const callbackKey = Symbol('callback key');

/** The step that a callback lets go on. */
export interface AwaitingStep {
  runId: string;
  path: string;
}

/**
 * Addresses that let a waiting step go on: `<run and path>.<HMAC-SHA256>`. The same step has the same address, so that an effect which
 * sends it is the same when it is repeated. It counts for as long as the step waits, and once.
 */
@Injectable()
export class CallbackTokens {
  constructor(
    @Inject(callbackKey) private readonly key: Uint8Array,
    @Inject(publicUrl) private readonly address: string,
  ) {}

  urlOf(step: AwaitingStep): string {
    return `${this.address}/api/v1/callbacks/${this.tokenOf(step)}`;
  }

  tokenOf({ runId, path }: AwaitingStep): string {
    const body = Buffer.from(JSON.stringify([runId, path])).toString('base64url');
    return `${body}.${this.sign(body).toString('base64url')}`;
  }

  /** Undefined for a token that we did not sign. */
  read(token: string): AwaitingStep | undefined {
    const [body = '', signature = '', ...rest] = token.split('.');
    const given = Buffer.from(signature, 'base64url');
    const expected = this.sign(body);
    if (rest.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    const [runId, path] = JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as [string, string];
    return { runId, path };
  }

  private sign(body: string): Buffer {
    return createHmac('sha256', this.key).update(body).digest();
  }
}
