import { createHash } from 'node:crypto';
import type { Caller } from '#libs/contracts';
import type { LoadedFlow } from './flows.js';
import type { RunInput, RunRow } from './run.entity.js';

/** A key counts for the person who sent it and the workflow it was sent to. */
export function requestKeyOf({ userId }: Caller, workflowId: string, key: string | undefined): string | null {
  if (key === undefined) return null;
  return createHash('sha256')
    .update(JSON.stringify([userId ?? null, workflowId, key]))
    .digest('base64url');
}

/** What the durable run is created with. Of several triggers of the kind, the first one fires. */
export function inputOf(
  { definition, versionId, version }: LoadedFlow,
  {
    request,
    ...facts
  }: Pick<RunInput, 'workflowId' | 'workflowName' | 'startedBy'> & { request: { input: unknown; trigger: string } },
): RunInput {
  const node = definition.nodes.find(({ kind }) => kind === request.trigger)?.id;
  return {
    ...facts,
    input: request.input ?? null,
    trigger: { kind: request.trigger, ...(node === undefined ? {} : { node }) },
    versionId,
    version,
  };
}

/** The row that lists show, as it is before the run begins. */
export const rowOf = (
  { id, companyId, requestKey, createdAt }: Pick<RunRow, 'id' | 'companyId' | 'requestKey' | 'createdAt'>,
  { workflowId, workflowName, versionId, version, trigger, startedBy, parent, rerunOf, chain }: RunInput,
): RunRow => ({
  id,
  companyId,
  requestKey,
  createdAt,
  workflowId,
  workflowName,
  versionId,
  version,
  status: 'queued',
  trigger: trigger.kind,
  startedBy: startedBy.userId,
  startedByName: startedBy.name,
  parentRunId: parent?.runId ?? null,
  parentStep: parent?.path ?? null,
  rerunOf: rerunOf ?? null,
  chain: chain ?? 0,
  error: null,
  inputTokens: 0,
  outputTokens: 0,
  costMicros: 0,
  startedAt: null,
  finishedAt: null,
  expiredAt: null,
});
