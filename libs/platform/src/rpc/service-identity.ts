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

/** A secret of the platform. */
export interface Secret {
  derive(purpose: string): Uint8Array;
}

/** Secrets of which the first signs and any is believed, since replicas take over a new one at different moments; see `MasterKeyRing`. */
export interface Secrets {
  readonly current: Secret;
  find(fits: (secret: Secret) => boolean): Secret | undefined;
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

  private readonly keys = new WeakMap<Secret, Map<ServiceName, Buffer>>();

  constructor(
    private readonly secrets: Secrets,
    private readonly role: Signer['role'] = 'all',
  ) {}

  /** Signs as this service, and checks whoever signs. */
  as(service: ServiceName): FrameSignature {
    let current: { text: string; pass: Pass; secret: Secret } | undefined;
    return {
      sign: (text, now) => {
        const leftMs = (current?.pass.expiresAt ?? 0) - now;
        if (current?.secret !== this.secrets.current || leftMs < renewBeforeMs || leftMs > lifeMs)
          current = this.issue(service, now);
        return `${current.text}~${macOf(current.pass.key, text).toString('base64url')}`;
      },
      verify: (text, signature, now) => this.verify(text, signature, now),
    };
  }

  private issue(service: ServiceName, now: number): { text: string; pass: Pass; secret: Secret } {
    const secret = this.secrets.current;
    const expiresAt = Math.floor(now) + lifeMs;
    const signer: Signer = { service, role: this.role, instance: this.instance };
    const text = Buffer.from(JSON.stringify([service, this.role, this.instance, expiresAt])).toString('base64url');
    return { text, secret, pass: { signer, expiresAt, key: macOf(this.keyOf(secret, service), text) } };
  }

  private verify(text: string, signature: string, now: number): Signer | undefined {
    const [name = '', mac = ''] = signature.split('~');
    const given = Buffer.from(mac, 'base64url');
    const pass = this.passes.get(name);
    if (pass) return counts(pass, now) && isMac(given, pass.key, text) ? pass.signer : undefined;
    const read = readPass(name);
    if (!read || !counts(read, now)) return undefined;
    let key: Buffer | undefined;
    this.secrets.find((secret) => {
      key = macOf(this.keyOf(secret, read.signer.service), name);
      return isMac(given, key, text);
    });
    if (!key || !isMac(given, key, text)) return undefined;
    this.keep(name, { ...read, key });
    return read.signer;
  }

  /** 32 bytes that only this service and those who check it have. */
  private keyOf(secret: Secret, service: ServiceName): Buffer {
    const keys = this.keys.get(secret) ?? new Map<ServiceName, Buffer>();
    this.keys.set(secret, keys);
    const key = keys.get(service) ?? macOf(secret.derive('rpc'), `service-identity:${service}`);
    keys.set(service, key);
    return key;
  }

  /** Only what signed something is kept, so that strangers cannot fill the memory. */
  private keep(name: string, pass: Pass): void {
    if (this.passes.size >= keptPasses) this.passes.delete(this.passes.keys().next().value!);
    this.passes.set(name, pass);
  }
}

const counts = ({ expiresAt }: Pick<Pass, 'expiresAt'>, now: number): boolean =>
  expiresAt + skewMs >= now && expiresAt <= now + lifeMs + skewMs;

function readPass(name: string): Omit<Pass, 'key'> | undefined {
  try {
    const [service, role, instance, expiresAt] = JSON.parse(Buffer.from(name, 'base64url').toString()) as unknown[];
    if (!isService(service) || typeof expiresAt !== 'number') return undefined;
    return { signer: { service, role: role as Signer['role'], instance: String(instance) }, expiresAt };
  } catch {
    return undefined;
  }
}

const macOf = (key: Uint8Array, text: string): Buffer => createHmac('sha256', key).update(text).digest();

function isMac(given: Buffer, key: Uint8Array, text: string): boolean {
  const expected = macOf(key, text);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** Identities under one secret that never changes. */
export function identitiesOf(bytes: Uint8Array, role?: Signer['role']): ServiceIdentities {
  const secret: Secret = { derive: () => bytes };
  return new ServiceIdentities({ current: secret, find: (fits) => (fits(secret) ? secret : undefined) }, role);
}
