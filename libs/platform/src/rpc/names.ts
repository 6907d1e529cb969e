import type { ServiceName } from '#libs/contracts';

/** Names on the wire. */
export const queueOf = (service: ServiceName): string => `aaas:rpc:queue:${service}`;
export const replyChannel = (caller: string): string => `aaas:rpc:reply:${caller}`;
export const controlChannel = (replica: string): string => `aaas:rpc:control:${replica}`;
