import { Injectable } from '@nestjs/common';
import { AppError, type AiProviderTest, type Caller } from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { targetOf, type AnyProvider, type ConnectedProvider } from '../models/connected-provider.js';
import { ProviderPool } from '../models/provider-pool.js';
import { ToolChecks } from '../models/tool-checks.js';
import { ProbeCosts } from '../usage/probe-costs.js';
import { ProviderAccountRepository } from './provider-account.repository.js';
import { ProviderDirectory } from './provider-directory.js';

const longestMs = 30_000;
/** Models that think do so before the first word. */
const fewTokens = 256;

/** The test button: one tiny question, really asked. */
@Injectable()
export class AccountTestService {
  constructor(
    private readonly db: Database,
    private readonly directory: ProviderDirectory,
    private readonly rows: ProviderAccountRepository,
    private readonly pool: ProviderPool,
    private readonly checks: ToolChecks,
    private readonly costs: ProbeCosts,
  ) {}

  /** What fails is told, not thrown. @throws AI_PROVIDER_NOT_FOUND; the reason of `signal` */
  async test(caller: Caller, id: string, model: string | undefined, signal: AbortSignal): Promise<AiProviderTest> {
    const { connected, row, companyId } = await this.directory.find(caller, id);
    const name = model ?? connected.defaultModel;
    const started = performance.now();
    const error = await this.costs.of({ caller, signal }, targetOf(connected, name), (provider) =>
      failureOf(provider, name, signal),
    );
    signal.throwIfAborted();
    const ms = Math.round(performance.now() - started);
    this.pool.observe(connected, error);
    const result: AiProviderTest = {
      ok: error === undefined,
      at: new Date(await this.db.now()).toISOString(),
      model: name,
      ms,
      tools: error === undefined ? await this.tools(companyId, connected, name) : null,
      failure: error === undefined ? null : told(error),
    };
    if (row) await this.rows.note(row.companyId, row.id, { healthy: result.ok, lastTest: result });
    return result;
  }

  /** Looked at anew where it takes a sample call: somebody may just have mended the server. */
  private async tools(companyId: string, connected: ConnectedProvider, name: string): Promise<boolean | null> {
    const target = targetOf(connected, name);
    const { tools, by } = (await this.checks.known(companyId))(target);
    if (tools !== undefined && by !== 'call') return tools;
    return this.checks.check(companyId, target).catch(() => null);
  }
}

async function failureOf(provider: AnyProvider, model: string, outer: AbortSignal): Promise<unknown> {
  if (model === '')
    return new AppError('MODEL_NOT_FOUND', {
      detail: 'Which model to ask is not said: name one, or set `defaultModel`',
    });
  const tooLong = new AbortController();
  const detail = `The model did not answer within ${longestMs / 1000} seconds`;
  const timer = setTimeout(() => tooLong.abort(new AppError('DEADLINE_EXCEEDED', { detail })), longestMs);
  try {
    const messages = [{ role: 'user' as const, content: 'Answer with the word ok.' }];
    const parts = provider.stream(
      { model, messages, maxTokens: fewTokens },
      { signal: AbortSignal.any([outer, tooLong.signal]) },
    );
    for await (const part of parts) if (part.type === 'end') break;
    return undefined;
  } catch (error) {
    return error;
  } finally {
    clearTimeout(timer);
  }
}

const told = (error: unknown): NonNullable<AiProviderTest['failure']> =>
  AppError.is(error)
    ? { code: error.code, message: error.message }
    : { code: 'INTERNAL', message: 'Something went wrong on our side' };
