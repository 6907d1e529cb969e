import { z } from 'zod';
import { artifactId, credentialId, runId, taskId } from './ids.js';
import { rpc } from './rpc.js';

/** Bytes of one file that a tool makes, and of all that one task makes. */
export const toolFileBytes = 16 * 1024 * 1024;

const file = z.object({
  id: artifactId,
  name: z.string(),
  contentType: z.string(),
  bytes: z.number().int(),
  blobKey: z.string(),
});
const origin = { runId: runId.optional(), taskId: taskId.optional() };
const runStand = z.object({
  runId,
  status: z.string(),
  output: z.unknown().optional(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
});

/** What tools of agents need of the company: its credentials, files and workflows. Contents of files go through the blob store, never through here. */
export const toolAccessRpc = {
  /** Sealed: whoever sends with it opens it at the socket. */
  sealedCredential: rpc({
    service: 'company',
    method: 'company.sealedCredential',
    permission: 'service',
    callers: ['agents', 'notifications'],
    timeoutMs: 25_000,
    request: z.object({ id: credentialId }),
    response: z.object({
      id: credentialId,
      companyId: z.string(),
      kind: z.string(),
      sealed: z.string(),
      allowedHosts: z.array(z.string()),
      updatedAt: z.number(),
    }),
    problems: ['CREDENTIAL_NOT_FOUND', 'CREDENTIAL_NOT_CONNECTED', 'EGRESS_FAILED', 'EGRESS_REFUSED'],
  }),
  /** Writes down a file whose content lies in the blob store already; asked again under the same key, it is the same file. */
  recordFile: rpc({
    service: 'company',
    method: 'company.files.record',
    permission: 'artifacts:write',
    timeoutMs: 10_000,
    request: file.extend({ key: z.string().min(1).max(191), ...origin }),
    response: z.object({ file }),
    problems: ['LIMIT_EXCEEDED'],
  }),
  /** Published workflows that call one of these tools, by id or name. */
  toolUses: rpc({
    service: 'company',
    method: 'company.toolUses',
    permission: 'workflows:read',
    timeoutMs: 5000,
    request: z.object({ tools: z.array(z.string().max(100)).min(1).max(2) }),
    response: z.object({ workflows: z.array(z.object({ id: z.string(), name: z.string() })) }),
  }),
  file: rpc({
    service: 'company',
    method: 'company.files.get',
    permission: 'artifacts:read',
    timeoutMs: 5000,
    request: z.object({ id: artifactId }),
    response: z.object({ file }),
    problems: ['ARTIFACT_NOT_FOUND'],
  }),
  /** Newest first. */
  files: rpc({
    service: 'company',
    method: 'company.files.list',
    permission: 'artifacts:read',
    timeoutMs: 5000,
    request: z.object({
      ...origin,
      name: z.string().max(200).optional(),
      limit: z.number().int().min(1).max(200),
    }),
    response: z.object({ files: z.array(file) }),
  }),
  /** Starts a run once under the key; asked again it tells how it stands. */
  startRun: rpc({
    service: 'company',
    method: 'company.runs.start',
    permission: 'runs:start',
    timeoutMs: 10_000,
    request: z.object({
      key: z.string().min(1).max(200),
      workflow: z.string().min(1).max(200).meta({ description: 'Id or name' }),
      input: z.unknown(),
      from: runId.optional().meta({ description: 'The run that led to this one' }),
    }),
    response: runStand,
    problems: ['WORKFLOW_NOT_FOUND', 'WORKFLOW_NOT_PUBLISHED', 'RUN_INPUT_INVALID', 'LIMIT_EXCEEDED', 'RATE_LIMITED'],
  }),
  /** Waits for the end of a run, at most so long. */
  runStand: rpc({
    service: 'company',
    method: 'company.runs.stand',
    permission: 'runs:read',
    timeoutMs: 30_000,
    request: z.object({ id: runId, waitMs: z.number().int().min(0).max(25_000) }),
    response: runStand,
    problems: ['RUN_NOT_FOUND'],
  }),
} as const;
