import { z } from 'zod';
import { companyStates } from './auth.js';
import { event } from './event.js';
import { companyId, memberId, userId } from './ids.js';
import { timestamp } from './paging.js';
import { route } from './route.js';
import { rpc, services, type ServiceName } from './rpc.js';

const tag = 'company';

export const companyLifecycle = z.object({
  state: z.enum(companyStates),
  deactivatedAt: timestamp.nullable(),
  deleteAt: timestamp
    .nullable()
    .meta({ description: 'When everything of the company is deleted, unless it is cancelled before' }),
  graceDays: z.number().int().meta({ description: 'Days between asking for the deletion and the deletion' }),
});
export type CompanyLifecycle = z.infer<typeof companyLifecycle>;

export const getCompanyLifecycle = route({
  method: 'GET',
  path: '/company/lifecycle',
  permission: 'company:own',
  tag,
  summary: 'Whether your company is active, deactivated or about to be deleted',
  responses: { 200: companyLifecycle },
});
export const transferCompany = route({
  method: 'POST',
  path: '/company/transfer',
  permission: 'company:own',
  tag,
  summary: 'Make another member the owner; you become an administrator',
  body: z.strictObject({ memberId }),
  responses: { 204: 'empty' },
  problems: ['MEMBER_NOT_FOUND', 'CONFLICT'],
});
export const deactivateCompany = route({
  method: 'POST',
  path: '/company/deactivate',
  permission: 'company:own',
  tag,
  summary: 'Let nobody in but owners, refuse API keys, start no runs; runs that are under way end',
  responses: { 200: companyLifecycle },
});
export const reactivateCompany = route({
  method: 'POST',
  path: '/company/reactivate',
  permission: 'company:own',
  tag,
  summary: 'Activate the company again; a deletion that was asked for is cancelled',
  responses: { 200: companyLifecycle },
});
export const deleteCompany = route({
  method: 'POST',
  path: '/company/deletion',
  permission: 'company:own',
  tag,
  summary: 'Deactivate the company now, and delete everything of it when the days of grace are over',
  body: z.strictObject({ confirm: z.string().max(100).meta({ description: 'The name of the company' }) }),
  responses: { 200: companyLifecycle },
  problems: ['VALIDATION_FAILED'],
});
export const exportCompany = route({
  method: 'GET',
  path: '/company/export',
  permission: 'company:own',
  tag,
  summary: 'Everything of the company as one ZIP archive: tables as JSON Lines, and files. Secrets are left out',
  responses: { 200: 'file' },
});

export const companyLifecycleRoutes = {
  getCompanyLifecycle,
  transferCompany,
  deactivateCompany,
  reactivateCompany,
  deleteCompany,
  exportCompany,
};

export const companyLifecycleEvents = {
  /** A company is gone for good: every service deletes what it keeps of it. */
  companyDeleted: event({
    type: 'company.deleted.v1',
    producer: 'company',
    data: z.object({
      companyId,
      accounts: z
        .array(userId)
        .max(500)
        .meta({ description: 'Members who were in no other company then; of many, some' }),
    }),
  }),
} as const;

/** `<service>.company.tables` and `<service>.company.rows`: what a service keeps of the caller's company, for the export. */
const tablesOf = <const S extends ServiceName>(service: S) =>
  rpc({
    service,
    method: `${service}.company.tables`,
    permission: 'company:own',
    callers: ['company'],
    timeoutMs: 10_000,
    request: z.object({}),
    response: z.object({ tables: z.array(z.string()) }),
  });
const rowsOf = <const S extends ServiceName>(service: S) =>
  rpc({
    service,
    method: `${service}.company.rows`,
    permission: 'company:own',
    callers: ['company'],
    timeoutMs: 30_000,
    request: z.object({ table: z.string().max(64), after: z.string().max(2000).nullable() }),
    response: z.object({
      lines: z.string().meta({ description: 'Rows as JSON Lines' }),
      next: z.string().nullable().meta({ description: 'Pass it as `after`; null: there are no more' }),
    }),
    problems: ['NOT_FOUND'],
  });

/** Served by every service. */
export const companyDataRpc = Object.fromEntries(
  services.map((service) => [service, { tables: tablesOf(service), rows: rowsOf(service) }]),
) as { [S in ServiceName]: { tables: ReturnType<typeof tablesOf<S>>; rows: ReturnType<typeof rowsOf<S>> } };
