import { decrypt, encrypt } from './aead.js';
import type { KeyService, WrappedKey } from './key-service.port.js';
import type { MasterKeyRing } from './master-key-ring.js';

const purpose = 'data-keys';

/** Wraps with master keys that this process was given: AES-256-GCM under a key derived for nothing else. */
export class LocalKeyService implements KeyService {
  constructor(private readonly ring: MasterKeyRing) {}

  current(): Promise<string> {
    this.ring.reread();
    return Promise.resolve(this.ring.current.id);
  }

  wrap(key: Uint8Array, context: string): Promise<WrappedKey> {
    const { current } = this.ring;
    return Promise.resolve({ masterKey: current.id, wrapped: encrypt(current.derive(purpose), key, context) });
  }

  unwrap({ masterKey, wrapped }: WrappedKey, context: string): Promise<Buffer> {
    const master = this.ring.find(({ id }) => id === masterKey);
    if (!master) return Promise.reject(new Error(`The master key ${masterKey} is not there (AAAS_MASTER_KEY)`));
    try {
      return Promise.resolve(decrypt(master.derive(purpose), wrapped, context));
    } catch (cause) {
      return Promise.reject(new Error('The data key does not unwrap', { cause }));
    }
  }
}
