import { randomBytes } from 'node:crypto';
import { keyServiceConformance } from './conformance/key-service.conformance.js';
import { LocalKeyService } from './local-key-service.js';
import { MasterKeyRing } from './master-key-ring.js';

keyServiceConformance('a process with keys of its own', () => {
  let bytes = [randomBytes(32)];
  const process = () => new LocalKeyService(new MasterKeyRing(() => bytes));
  return { keys: process(), another: process, replace: () => void (bytes = [randomBytes(32), ...bytes]) };
});
