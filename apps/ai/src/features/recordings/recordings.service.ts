import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { AppError, newId, recordingLine, type Caller, type PageQuery, type RecordingLine } from '#libs/contracts';
import { oneOf, type Where } from '#libs/platform/database';
import type { FileAnswer } from '#libs/platform/http';
import { AiSettingsService } from '../settings/ai-settings.service.js';
import { fit } from './fit-to-keep.js';
import type { RecordingRow } from './recording.entity.js';
import { RecordingsRepository } from './recordings.repository.js';

const mostLines = 10_000;
const pageSize = 100;
const summaryColumns = [
  'id',
  'setName',
  'requestHash',
  'model',
  'task',
  'workflowId',
  'stepPath',
  'runId',
  'agentId',
  'at',
  'expiresAt',
] as const;
interface Filter {
  set?: string | undefined;
  workflowId?: string | undefined;
  runId?: string | undefined;
  ids?: string[] | undefined;
}

@Injectable()
export class RecordingsService {
  constructor(
    private readonly recordings: RecordingsRepository,
    private readonly settings: AiSettingsService,
  ) {}

  /** Newest first. */
  async list({ companyId }: Caller, { limit, cursor, ...filter }: PageQuery & Filter) {
    const page = { limit, cursor, where: whereOf(filter), columns: summaryColumns };
    const { items, nextCursor } = await this.recordings.page(companyId, page);
    return { items: items.map(summaryOf), nextCursor };
  }

  /** @throws RECORDING_NOT_FOUND */
  async get({ companyId }: Caller, id: string) {
    const row = await this.recordings.get(companyId, id);
    if (!row) throw new AppError('RECORDING_NOT_FOUND');
    return { ...summaryOf(row), request: row.request, parts: row.parts };
  }

  /** @throws RECORDING_NOT_FOUND */
  async remove({ companyId }: Caller, id: string): Promise<void> {
    if ((await this.recordings.delete(companyId, { id })) === 0) throw new AppError('RECORDING_NOT_FOUND');
  }

  async sets({ companyId }: Caller) {
    const sets = await this.recordings.sets(companyId);
    return {
      items: sets.map(({ firstAt, lastAt, ending, ...figures }) => ({
        ...figures,
        firstAt: new Date(firstAt).toISOString(),
        lastAt: new Date(lastAt).toISOString(),
        keptForGood: ending === 0,
      })),
      nextCursor: null,
    };
  }

  /** Copies what fits into a set that does not end. @throws RECORDING_SET_NOT_FOUND when nothing fits */
  async createSet({ companyId }: Caller, { name, from }: { name: string; from: Filter }) {
    let copied = 0;
    for await (const row of this.rows(companyId, from)) {
      if (row.setName === name) continue;
      await this.recordings.keep({ ...row, id: newId('aiRecording'), setName: name });
      copied += 1;
    }
    if (copied === 0) throw new AppError('RECORDING_SET_NOT_FOUND', { detail: 'There is nothing to copy' });
    return { name, copied };
  }

  /** @throws RECORDING_SET_NOT_FOUND */
  async removeSet({ companyId }: Caller, name: string): Promise<void> {
    if (!(await this.recordings.deleteSet(companyId, name))) throw new AppError('RECORDING_SET_NOT_FOUND');
  }

  /** @throws RECORDING_SET_NOT_FOUND */
  async export({ companyId }: Caller, set: string): Promise<FileAnswer> {
    if (!(await this.recordings.exists(companyId, { setName: set }))) throw new AppError('RECORDING_SET_NOT_FOUND');
    const lines = this.lines(companyId, set);
    return { content: Readable.from(lines), contentType: 'application/jsonl', name: `${set}.jsonl` };
  }

  /** What is imported is looked at as what is recorded: nothing in it is trusted. @throws DOCUMENT_UNREADABLE naming the lines */
  async import({ companyId }: Caller, setName: string, document: string) {
    const lines = readLines(document);
    const { guardrails } = await this.settings.of(companyId);
    for (const { request, parts, model, workflowId, stepPath } of lines) {
      const kept = fit(request, guardrails.canaries);
      const row = { requestHash: kept.hash, request: kept.request, parts: kept.answer(parts), model };
      const origin = { task: 'complete', workflowId, stepPath, runId: null, agentId: null };
      await this.recordings.keep({ id: newId('aiRecording'), companyId, setName, ...row, ...origin });
    }
    return { imported: lines.length };
  }

  private async *lines(companyId: string, set: string): AsyncGenerator<string> {
    for await (const { request, parts, model, workflowId, stepPath } of this.rows(companyId, { set }))
      yield `${JSON.stringify({ request, parts, model, workflowId, stepPath } satisfies RecordingLine)}\n`;
  }

  private async *rows(companyId: string, filter: Filter): AsyncGenerator<RecordingRow> {
    let cursor: string | undefined;
    do {
      const page = await this.recordings.page(companyId, { limit: pageSize, cursor, where: whereOf(filter) });
      yield* page.items as RecordingRow[];
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
  }
}

function whereOf({ set, workflowId, runId, ids }: Filter): Where<RecordingRow> {
  return {
    ...(set === undefined ? {} : { setName: set }),
    ...(workflowId === undefined ? {} : { workflowId }),
    ...(runId === undefined ? {} : { runId }),
    ...(ids === undefined ? {} : { id: oneOf(ids) }),
  };
}

/** @throws DOCUMENT_UNREADABLE */
function readLines(document: string): RecordingLine[] {
  const texts = document.split('\n').filter((line) => line.trim() !== '');
  if (texts.length > mostLines) throw unreadable('', `expected at most ${mostLines} lines`);
  return texts.map((text, index) => {
    const parsed = recordingLine.safeParse(jsonOf(text, index));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw unreadable(`lines[${index}].${issue?.path.join('.') ?? ''}`, issue?.message ?? 'is no recording');
  });
}

function jsonOf(text: string, index: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable(`lines[${index}]`, 'is not JSON');
  }
}

const unreadable = (path: string, message: string) =>
  new AppError('DOCUMENT_UNREADABLE', { detail: `${path} ${message}`.trim(), issues: [{ path, message }] });

const summaryOf = (row: Pick<RecordingRow, (typeof summaryColumns)[number]>) => ({
  id: row.id,
  set: row.setName,
  requestHash: row.requestHash,
  model: row.model,
  task: row.task,
  workflowId: row.workflowId,
  stepPath: row.stepPath,
  runId: row.runId,
  agentId: row.agentId,
  at: new Date(row.at).toISOString(),
  expiresAt: row.expiresAt === null ? null : new Date(row.expiresAt).toISOString(),
});
