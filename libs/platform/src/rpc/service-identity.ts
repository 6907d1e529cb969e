import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { services, type ServiceName } from '#libs/contracts';

/** Who sent a call: proved by its signature, whatever the call says of itself. */
export interface Signer {
  service: ServiceName;
  /** `worker`: it answers no requests of people. */
  role: 'api' | 'worker' | 'all';
  /** Names the process. */
  instance: string;
}

/** Signs and checks what crosses Redis: whoever cannot sign cannot call. `now`: epoch ms on the wire's clock. */
export interface FrameSignature {
  sign(text: string, now: number): string;
  /** @returns undefined for a signature that does not hold, a pass that is over, and a service that does not exist */
  verify(text: string, signature: string, now: number): Signer | undefined;
}

/** How long a pass counts, and how early it is followed by the next. Milliseconds. */
const lifeMs = 300_000;
const renewBeforeMs = 120_000;
/** Clocks of the wire are one; this is for the way. */
const skewMs = 30_000;
const keptPasses = 1000;

/** A pass that was read, and the key that signs under it. */
interface Pass {
  signer: Signer;
  expiresAt: number;
  key: Buffer;
}

const isService = (name: unknown): name is ServiceName => services.includes(name as ServiceName);

/**
 * The identities of the processes of one platform. Each process makes itself passes, good for five minutes, which name its service, its role and
 * itself; a call is signed under the pass by a key that only who knows the key of that service can derive. So a process speaks for its own
 * service alone, and a pass that was seen on the wire signs nothing.
 */
export class ServiceIdentities {
  private readonly instance = randomBytes(9).toString('base64url');
  private readonly passes = new Map<string, Pass>();

  /** @param keyOf 32 bytes that only this service and those who check it have */
  constructor(
    private readonly keyOf: (service: ServiceName) => Uint8Array,
    private readonly role: Signer['role'] = 'all',
  ) {}

  /** Signs as this service, and checks whoever signs. */
  as(service: ServiceName): FrameSignature {
    let current: { text: string; pass: Pass } | undefined;
    return {
      sign: (text, now) => {
        if (!current || current.pass.expiresAt - now < renewBeforeMs || current.pass.expiresAt - now > lifeMs)
          current = this.issue(service, now);
        return `${current.text}~${macOf(current.pass.key, text).toString('base64url')}`;
      },
      verify: (text, signature, now) => this.verify(text, signature, now),
    };
  }

  private issue(service: ServiceName, now: number): { text: string; pass: Pass } {
    const expiresAt = Math.floor(now) + lifeMs;
    const signer: Signer = { service, role: this.role, instance: this.instance };
    const text = Buffer.from(JSON.stringify([service, this.role, this.instance, expiresAt])).toString('base64url');
    return { text, pass: { signer, expiresAt, key: macOf(this.keyOf(service), text) } };
  }

  private verify(text: string, signature: string, now: number): Signer | undefined {
    const [name = '', mac = ''] = signature.split('~');
    const pass = this.passes.get(name) ?? this.read(name);
    if (!pass || pass.expiresAt + skewMs < now || pass.expiresAt > now + lifeMs + skewMs) return undefined;
    const given = Buffer.from(mac, 'base64url');
    const expected = macOf(pass.key, text);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    this.keep(name, pass);
    return pass.signer;
  }

  private read(name: string): Pass | undefined {
    try {
      const [service, role, instance, expiresAt] = JSON.parse(Buffer.from(name, 'base64url').toString()) as unknown[];
      if (!isService(service) || typeof expiresAt !== 'number') return undefined;
      const signer: Signer = { service, role: role as Signer['role'], instance: String(instance) };
      return { signer, expiresAt, key: macOf(this.keyOf(service), name) };
    } catch {
      return undefined;
    }
  }

  /** Only what signed something is kept, so that strangers cannot fill the memory. */
  private keep(name: string, pass: Pass): void {
    if (this.passes.has(name)) return;
    if (this.passes.size >= keptPasses) this.passes.delete(this.passes.keys().next().value!);
    this.passes.set(name, pass);
  }
}

const macOf = (key: Uint8Array, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** Identities under one secret of the platform: each service has a key of its own, derived from it. */
export const identitiesOf = (secret: Uint8Array, role?: Signer['role']): ServiceIdentities => {
  const keys = new Map<ServiceName, Buffer>();
  return new ServiceIdentities((service) => {
    const known = keys.get(service) ?? macOf(secret, `service-identity:${service}`);
    keys.set(service, known);
    return known;
  }, role);
};
