import { Injectable } from '@nestjs/common';
import { AppError, newId } from '#libs/contracts';
import { Durable } from '#libs/durable';
import { bodyOf } from '#libs/platform/http';
import { CredentialOpener } from '../credentials/credential-opener.js';
import { Flows } from '../runs/flows.js';
import { RunAnswerReader } from '../runs/run-answer-reader.js';
import { RunAnswers, type RunAnswer } from '../runs/run-answers.js';
import { RunRepository } from '../runs/run.repository.js';
import { RunStarter } from '../runs/run-starter.js';
import { assertInputFits } from '../runs/run-input.js';
import type { RunRow } from '../runs/run.entity.js';
import { HookDirectory, type Hook } from './hook-directory.js';
import { shownHeaders, shownQuery } from './hook-facts.js';
import { digest, verifiedKey } from './hook-signature.js';

export interface HookRequest {
  method: 'GET' | 'POST' | 'PUT';
  token: string;
  query: Readonly<Record<string, unknown>>;
  headers: Readonly<Record<string, unknown>>;
  bytes: Uint8Array | undefined;
}

/** What a webhook answers with; undefined when nothing came in time. */
export interface HookResult {
  run: Pick<RunRow, 'id' | 'status'>;
  answer: RunAnswer | undefined;
}

/** Webhooks: a request from outside becomes a run, once, and is answered for by it. */
@Injectable()
export class HooksService {
  /** How long a request waits for its workflow. */
  longestWaitMs = 30_000;

  constructor(
    private readonly directory: HookDirectory,
    private readonly credentials: CredentialOpener,
    private readonly flows: Flows,
    private readonly starter: RunStarter,
    private readonly answers: RunAnswers,
    private readonly reader: RunAnswerReader,
    private readonly runs: RunRepository,
    private readonly durable: Durable,
  ) {}

  /**
   * @throws HOOK_NOT_FOUND for an address that leads nowhere, is paused or no longer published; METHOD_NOT_ALLOWED;
   *   HOOK_SIGNATURE_INVALID; MALFORMED_JSON, UNSUPPORTED_MEDIA_TYPE, VALIDATION_FAILED of the body; RUN_INPUT_INVALID
   */
  async take(request: HookRequest): Promise<HookResult> {
    const hook = await this.directory.find(request.token);
    if (!hook) throw new AppError('HOOK_NOT_FOUND');
    if (!hook.config.methods.includes(request.method)) throw new AppError('METHOD_NOT_ALLOWED');
    const requestKey = await this.keyOf(hook, request);
    const input = inputOf(request);
    const { definition } = await this.flows.get(hook.companyId, hook.versionId);
    assertInputFits(definition.inputs, input);
    return this.start(hook, request, requestKey, input);
  }

  private async start(
    hook: Hook,
    request: HookRequest,
    requestKey: string | null,
    input: unknown,
  ): Promise<HookResult> {
    const id = newId('run');
    const isAwaited = hook.config.respond === 'when-done';
    const awaited = isAwaited ? this.answers.expect(id) : undefined;
    try {
      const createdAt = this.durable.now();
      const { companyId } = hook;
      const { row, isNew } = await this.starter.start({
        companyId,
        id,
        requestKey,
        immediate: isAwaited,
        createdAt,
        input: runInputOf(hook, request, input, createdAt),
      });
      if (!awaited) return { run: row, answer: undefined };
      const answer =
        refusedAnswer(row, isNew) ??
        (await this.reader.wait(row.id, { ms: this.longestWaitMs, told: isNew ? awaited.answer : undefined }));
      return { run: answer ? row : ((await this.runs.get(companyId, row.id)) ?? row), answer };
    } finally {
      awaited?.forget();
    }
  }

  /** The same message starts one run: told apart by what is signed, or without a signature by what the sender names it. */
  private async keyOf(hook: Hook, { headers, bytes }: HookRequest): Promise<string | null> {
    const header = (name: string) => {
      const value = headers[name.toLowerCase()];
      return typeof value === 'string' ? value : undefined;
    };
    const keyed = (key: string) => digest(`hook.${hook.triggerId}.${key}`);
    if (hook.config.signature === 'none') {
      const named = header('idempotency-key') ?? header('webhook-id');
      return named === undefined ? null : keyed(`named.${named}`);
    }
    const now = this.durable.now();
    const signed = { header, now, bytes: Buffer.from(bytes ?? []) };
    return keyed(verifiedKey(hook.config, signed, await this.secretsOf(hook, now)));
  }

  private async secretsOf({ companyId, config }: Hook, now: number): Promise<string[]> {
    const { secrets } = await this.credentials.open(companyId, config.credential ?? '').catch((cause: unknown) => {
      throw new AppError('HOOK_SIGNATURE_INVALID', {}, { cause });
    });
    if (secrets.kind !== 'hmac') throw new AppError('HOOK_SIGNATURE_INVALID');
    const { previous } = secrets;
    return [secrets.secret, ...(previous && previous.until > now ? [previous.secret] : [])];
  }
}

/** A run that the limits of the company kept from beginning is over when it is created. */
const refusedAnswer = ({ status }: RunRow, isNew: boolean): RunAnswer | undefined =>
  isNew && status === 'failed' ? { kind: 'ended', status, output: null } : undefined;

function inputOf({ method, query, headers, bytes }: HookRequest): unknown {
  if (method === 'GET') return query;
  const type = headers['content-type'];
  return bodyOf(typeof type === 'string' ? type : undefined, bytes);
}

const runInputOf = (hook: Hook, request: HookRequest, input: unknown, at: number) => ({
  input,
  trigger: {
    kind: 'trigger.webhook',
    node: hook.node,
    method: request.method,
    headers: shownHeaders(request.headers),
    query: shownQuery(request.query),
    receivedAt: new Date(at).toISOString(),
  },
  startedBy: { userId: null, name: 'Webhook' },
  workflowId: hook.workflowId,
  workflowName: hook.workflowName,
  versionId: hook.versionId,
  version: hook.version,
});
