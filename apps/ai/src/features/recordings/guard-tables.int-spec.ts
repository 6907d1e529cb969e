import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text as readAll } from 'node:stream/consumers';
import { aiSettings, newId, type Caller, type RecordedPart } from '#libs/contracts';
import { openDatabase, type Database } from '#libs/platform/database';
import { createLogger } from '#libs/platform/logging';
import { freshMysqlSchema } from '#libs/testing';
import type { Asking } from '../calls/asking.js';
import { AgentPolicies } from '../guardrails/agent-policies.js';
import { GuardrailsService } from '../guardrails/guardrails.service.js';
import { agentPolicyEntity, verdictEntity } from '../guardrails/verdict.entity.js';
import { VerdictLog } from '../guardrails/verdict-log.js';
import { VerdictRepository } from '../guardrails/verdict.repository.js';
import { aiMigrations } from '../../migrations/ai.migrations.js';
import type { AiSettingsService } from '../settings/ai-settings.service.js';
import { recordingEntity } from './recording.entity.js';
import { RecordingsRepository } from './recordings.repository.js';
import { RecordingsService } from './recordings.service.js';

const entities = [verdictEntity, agentPolicyEntity, recordingEntity];
const logger = createLogger({ service: 'ai', level: 'silent' });
const settings = { of: () => Promise.resolve(aiSettings.parse({})) } as unknown as AiSettingsService;

interface Place {
  db: Database;
  drop(): Promise<void>;
}
const places: Record<string, () => Promise<Place>> = {
  async sqlite() {
    const dataDir = mkdtempSync(join(tmpdir(), 'aaas-guard-'));
    const db = await openDatabase({ service: 'ai', dataDir, migrations: aiMigrations, entities, logger });
    return {
      db,
      async drop() {
        await db.close();
        rmSync(dataDir, { recursive: true });
      },
    };
  },
  async mysql() {
    const schema = await freshMysqlSchema();
    const options = {
      service: 'ai',
      url: schema.url,
      dataDir: tmpdir(),
      migrations: aiMigrations,
      entities,
      logger,
    } as const;
    const db = await openDatabase(options);
    return {
      db,
      async drop() {
        await db.close();
        await schema.drop();
      },
    };
  },
};
const callerOf = (companyId = newId('company')): Caller => ({
  kind: 'user',
  companyId,
  userId: newId('user'),
  role: 'admin',
});

describe.each(Object.keys(places))('what guardrails and recordings keep on %s', (name) => {
  let place: Place;
  beforeAll(async () => void (place = await places[name]!()));
  afterAll(() => place.drop());

  describe('verdicts', () => {
    const judged = {
      kind: 'email',
      start: 0,
      end: 3,
      reason: 'an e-mail address',
      sample: '…@….de',
      detector: 'pii' as const,
      action: 'flag',
      score: null,
      place: 'messages[0].content',
    };
    const askingOf = (caller: Caller): Asking => ({
      caller,
      task: 'complete',
      origin: { runId: 'run_1' },
      signal: new AbortController().signal,
    });

    it('are written behind the call, one for each kind and place, and listed by their company alone', async () => {
      const verdicts = new VerdictRepository(place.db);
      const log = new VerdictLog(verdicts, logger);
      const service = new GuardrailsService(settings, verdicts);
      const caller = callerOf();
      const injection = {
        ...judged,
        detector: 'injection' as const,
        kind: 'override',
        score: 0.93,
        place: 'messages[1].content',
      };
      const ids = log.add(askingOf(caller), 'in', [judged, judged, injection]);
      expect(ids).toHaveLength(2);
      await log.settled();
      const { items } = await service.list(caller, { limit: 10 });
      expect(items.map(({ id }) => id).sort()).toEqual([...ids].sort());
      expect(items.find(({ kind }) => kind === 'email')).toMatchObject({
        count: 2,
        runId: 'run_1',
        score: null,
        direction: 'in',
      });
      expect((await service.list(caller, { limit: 10, detector: 'injection' })).items).toMatchObject([{ score: 0.93 }]);
      expect((await service.list(callerOf(), { limit: 10 })).items).toEqual([]);
    });

    it('are lost rather than that a call fails', async () => {
      const broken = { write: () => Promise.reject(new Error('gone')) } as unknown as VerdictRepository;
      const log = new VerdictLog(broken, logger);
      expect(log.add(askingOf(callerOf()), 'in', [judged])).toHaveLength(1);
      await log.settled();
    });

    it('end after a quarter of a year', async () => {
      const caller = callerOf();
      const first = new VerdictRepository(place.db);
      const log = new VerdictLog(first, logger);
      log.add(askingOf(caller), 'in', [judged]);
      await log.settled();
      await place.db.run('UPDATE ai_verdicts SET at = 1');
      const log2 = new VerdictLog(new VerdictRepository(place.db), logger);
      log2.add(askingOf(caller), 'out', [judged]);
      await log2.settled();
      const { items } = await new GuardrailsService(settings, first).list(caller, { limit: 10 });
      expect(items.map(({ direction }) => direction)).toEqual(['out']);
    });
  });

  it('policies of agents are set, changed and taken back, each company its own', async () => {
    const policies = new AgentPolicies(place.db);
    const [caller, other] = [callerOf(), callerOf()];
    const agentId = newId('agent');
    expect(await policies.of(caller.companyId, agentId)).toBeUndefined();
    await policies.set(caller, agentId, { pii: 'redact' });
    await policies.set(caller, agentId, { secrets: 'block' });
    expect(await policies.of(caller.companyId, agentId)).toEqual({ secrets: 'block' });
    expect(await policies.of(other.companyId, agentId)).toBeUndefined();
    expect((await policies.list(caller, { limit: 5 })).items).toMatchObject([
      { agentId, policy: { secrets: 'block' } },
    ]);
    await policies.remove(other, agentId);
    expect((await new AgentPolicies(place.db).of(caller.companyId, agentId))?.secrets).toBe('block');
    await policies.remove(caller, agentId);
    expect(await policies.of(caller.companyId, agentId)).toBeUndefined();
  });

  describe('recordings', () => {
    const parts: RecordedPart[] = [{ t: 1, type: 'text', text: 'Grüße 🙂' }];
    const rowOf = (caller: Caller, requestHash: string, setName = 'recorded', workflowId: string | null = null) => ({
      ...{ id: newId('aiRecording'), companyId: caller.companyId, setName, requestHash, request: { a: 1 }, parts },
      ...{ model: 'm', task: 'complete', workflowId, stepPath: null, runId: null, agentId: null },
    });
    const strict = { mode: 'strict', paced: false } as const;

    it('are found by set or workflow, the newest of its set, by their company alone', async () => {
      const rows = new RecordingsRepository(place.db);
      const caller = callerOf();
      const workflowId = newId('workflow');
      await rows.keep(rowOf(caller, 'h1', 'recorded', workflowId), 60_000);
      await rows.keep({ ...rowOf(caller, 'h1', 'recorded', workflowId), model: 'newer' }, 60_000);
      expect(await rows.count(caller.companyId)).toBe(1);
      expect(await rows.answer(caller.companyId, 'h1', { set: 'recorded', ...strict })).toMatchObject({
        model: 'newer',
        parts,
      });
      expect(await rows.answer(caller.companyId, 'h1', { workflowId, ...strict })).toMatchObject({ model: 'newer' });
      expect(await rows.answer(caller.companyId, 'h1', { set: 'other', ...strict })).toBeUndefined();
      expect(await rows.answer(caller.companyId, 'h2', { set: 'recorded', ...strict })).toBeUndefined();
      expect(await rows.answer(newId('company'), 'h1', { workflowId, ...strict })).toBeUndefined();
    });

    it('end when their time is over, in batches, and never those that are kept for good', async () => {
      const rows = new RecordingsRepository(place.db);
      const caller = callerOf();
      for (let index = 0; index < 3; index += 1) await rows.keep(rowOf(caller, `old${index}`), 60_000);
      await rows.keep(rowOf(caller, 'good', 'kept'));
      await place.db.run('UPDATE ai_recordings SET expires_at = 1 WHERE expires_at IS NOT NULL');
      expect(await rows.answer(caller.companyId, 'old1', { set: 'recorded', ...strict })).toBeUndefined();
      await new RecordingsRepository(place.db).keep(rowOf(caller, 'new'), 60_000);
      expect((await rows.find(caller.companyId)).map(({ requestHash }) => requestHash).sort()).toEqual(['good', 'new']);
    });

    it('go from set to set, out as JSON Lines, and in again', async () => {
      const rows = new RecordingsRepository(place.db);
      const service = new RecordingsService(rows, settings);
      const [caller, other] = [callerOf(), callerOf()];
      for (let index = 0; index < 205; index += 1) await rows.keep(rowOf(caller, `h${index}`), 60_000);
      expect(await service.createSet(caller, { name: 'golden', from: { set: 'recorded' } })).toEqual({
        name: 'golden',
        copied: 205,
      });
      expect((await service.sets(caller)).items).toMatchObject([
        { name: 'golden', recordings: 205, keptForGood: true },
        { name: 'recorded', recordings: 205, keptForGood: false },
      ]);
      const { content } = await service.export(caller, 'golden');
      const document = await readAll(content as Readable);
      expect(document.trim().split('\n')).toHaveLength(205);
      // All ask the same, so they are one; what is written into them by hand is hidden as what is recorded.
      const edited = document
        .split('\n')[0]!
        .replace('"a":1', '"a":"key sk-ant-api03-aB3dE5gH7jK9mN1pQ4rS6tU8vW0xY2z"');
      expect(await service.import(other, 'golden', `${edited}\n${edited}\n`)).toEqual({ imported: 2 });
      const [only, ...more] = await rows.find(other.companyId);
      expect(more).toEqual([]);
      expect(only).toMatchObject({ request: { a: 'key [SECRET_1]' }, parts });
      await expect(service.import(other, 'golden', '{"request":{}}')).rejects.toMatchObject({
        code: 'DOCUMENT_UNREADABLE',
      });
      await expect(service.import(other, 'golden', '{')).rejects.toMatchObject({ code: 'DOCUMENT_UNREADABLE' });
      await expect(service.createSet(other, { name: 'x', from: { set: 'none' } })).rejects.toMatchObject({
        code: 'RECORDING_SET_NOT_FOUND',
      });
      await expect(service.export(callerOf(), 'golden')).rejects.toMatchObject({ code: 'RECORDING_SET_NOT_FOUND' });
      await service.removeSet(caller, 'golden');
      expect((await service.sets(caller)).items).toHaveLength(1);
      await expect(service.get(callerOf(), only!.id)).rejects.toMatchObject({ code: 'RECORDING_NOT_FOUND' });
      await service.remove(other, only!.id);
      expect(await rows.count(other.companyId)).toBe(0);
    });
  });
});
