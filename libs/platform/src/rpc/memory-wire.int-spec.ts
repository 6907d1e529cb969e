import { MemoryWire } from './memory-wire.js';
import { describeRpc } from './conformance/rpc.conformance.js';
import type { RpcWire } from './wire.port.js';

let shared = new MemoryWire();
beforeEach(() => (shared = new MemoryWire()));

describeRpc('memory', async () => Object.create(shared) as RpcWire);
