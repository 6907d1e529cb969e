import { createHash } from 'node:crypto';
import { fromString, TypeID } from 'typeid-js';
import { idPrefixes } from '#libs/contracts';

/**
 * Id of the run that a step starts: it follows from the step's key, so that a repeat finds the same run, and sorts beside the run
 * around it. The first 48 bits of such an id are a time, the rest is a digest of the key; version and variant are set as in UUIDv7.
 */
export function childRunId(parentId: string, stepKey: string): string {
  const parent = TypeID.fromString(fromString(parentId), idPrefixes.run).toUUIDBytes();
  const bytes = Uint8Array.from([
    ...parent.slice(0, 6),
    ...createHash('sha256').update(stepKey).digest().subarray(0, 10),
  ]);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return TypeID.fromUUIDBytes(idPrefixes.run, bytes).toString();
}
