export { actorOf, callContext, type CallContext } from './call-context.js';
export { RpcClient, type CallOptions, type RpcClientSettings } from './client.js';
export { frameBound } from './frames.js';
export {
  HandleRpc,
  handlersOf,
  matchHandlers,
  type CallerOf,
  type HandlerEntry,
  type RpcContext,
  type RpcHandler,
} from './handle-rpc.js';
export { MemoryWire } from './memory-wire.js';
export { queueOf } from './names.js';
export type { RpcObserver } from './observer.js';
export { RpcServer, type RpcServerSettings } from './server.js';
export {
  identitiesOf,
  ServiceIdentities,
  type FrameSignature,
  type Secret,
  type Secrets,
  type Signer,
} from './service-identity.js';
export { RpcWire, type Closeable } from './wire.port.js';
export { RedisWire } from './redis-wire.js';
