import { aiRoutes, aiRpc, promptPartsRpc } from '#libs/contracts';
import type { Probe } from '#libs/platform/http';
import { sealedColumn } from '#libs/platform/vault';
import type { ServiceDefinition } from '#libs/service';
import { accountOwner } from './features/accounts/account-secrets.js';
import { providerAccountEntity } from './features/accounts/provider-account.entity.js';
import { callsPart } from './features/calls/calls.part.js';
import { guardPart } from './features/guardrails/guard.part.js';
import { modelsPart } from './features/models/models.part.js';
import { ProviderPool } from './features/models/provider-pool.js';
import { tasksPart } from './features/tasks/tasks.part.js';
import { moneyPart } from './features/usage/money.part.js';
import { aiMigrations } from './migrations/ai.migrations.js';

const partsOf = (exclusive: boolean) => [modelsPart, moneyPart, guardPart, callsPart(exclusive), tasksPart];
const parts = partsOf(false);

/** Model providers, tasks, kept answers, and what they cost. */
export const aiService: ServiceDefinition = {
  name: 'ai',
  routes: aiRoutes,
  rpc: { ...aiRpc, ...promptPartsRpc },
  entities: parts.flatMap(({ entities = [] }) => entities),
  migrations: aiMigrations,
  sealed: [
    sealedColumn(providerAccountEntity, 'sealed', accountOwner),
    sealedColumn(providerAccountEntity, 'previousSealed', accountOwner),
  ],
  controllers: parts.flatMap(({ controllers = [] }) => controllers),
  providers: ({ exclusive }) => partsOf(exclusive).flatMap(({ providers }) => providers),
  probes: (get) => providerProbes(get(ProviderPool)),
};

/** Shown by `/readyz`; the service is ready without them. */
const providerProbes = (pool: ProviderPool): Record<string, Probe> =>
  Object.fromEntries(
    pool.shared.map((connected) => [
      `model:${connected.id}`,
      { required: false, check: () => howIs(pool.healthy(connected)) },
    ]),
  );

const howIs = (healthy: boolean | null) => ({
  ok: healthy !== false,
  detail: healthy === null ? 'not called yet' : undefined,
});
