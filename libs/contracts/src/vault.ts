import { z } from 'zod';
import { timestamp } from './paging.js';
import { route } from './route.js';
import { rpc, services, type ServiceName } from './rpc.js';

const tag = 'credentials';

/** How far the secrets of a company are, in one service. */
export const serviceVault = z.object({
  service: z.enum(services),
  dataKey: z
    .object({
      number: z.number().int().meta({ description: 'Counts from 1; grows with each rotation' }),
      createdAt: timestamp,
      masterKey: z.string().meta({ description: 'Which master key wraps it: an id, not the key' }),
    })
    .nullable()
    .meta({ description: 'The key that seals; null while the company has no secret in this service' }),
  masterKeyIsCurrent: z
    .boolean()
    .meta({ description: "The operator's newest master key wraps all data keys of the service" }),
  waiting: z.number().int().meta({ description: 'Secrets that are still sealed with an earlier key' }),
});
export type ServiceVault = z.infer<typeof serviceVault>;

const ofService = (service: ServiceName) => ({
  state: rpc({
    service,
    method: `${service}.vault.state`,
    permission: 'credentials:read',
    timeoutMs: 10_000,
    request: z.object({}),
    response: serviceVault,
  }),
  rotate: rpc({
    service,
    method: `${service}.vault.rotate`,
    permission: 'credentials:write',
    timeoutMs: 10_000,
    request: z.object({}),
    response: serviceVault,
  }),
});
/** Every service keeps data keys of its own. */
export const vaultRpc = Object.fromEntries(services.map((service) => [service, ofService(service)])) as Record<
  ServiceName,
  ReturnType<typeof ofService>
>;

const vault = z.object({ services: z.array(serviceVault) });
export const getVault = route({
  method: 'GET',
  path: '/company/vault',
  permission: 'credentials:read',
  tag,
  summary: 'Which keys seal the secrets of the company, and how many secrets are still sealed with earlier ones',
  responses: { 200: vault },
});
export const rotateVault = route({
  method: 'POST',
  path: '/company/vault/rotate',
  permission: 'credentials:write',
  tag,
  summary: 'New data keys for the company, in every service; its secrets are sealed again in the background',
  responses: { 200: vault },
});

export const vaultRoutes = { getVault, rotateVault };
