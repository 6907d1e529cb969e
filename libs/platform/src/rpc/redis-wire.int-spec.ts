import { silentLogger } from '#libs/platform/logging';
import { RedisConnections } from '#libs/platform/redis';
import { freshRedis, type FreshRedis } from '#libs/testing';
import { RedisWire } from './redis-wire.js';
import { describeRpc } from './conformance/rpc.conformance.js';

let fresh: FreshRedis;
beforeEach(async () => (fresh = await freshRedis()));
afterEach(() => fresh.drop());

describeRpc('redis', async () => {
  const redis = await RedisConnections.open(fresh.url, silentLogger());
  const wire = await RedisWire.open(redis);
  const close = wire.close.bind(wire);
  wire.close = async () => {
    await close();
    await redis.close();
  };
  return wire;
});
