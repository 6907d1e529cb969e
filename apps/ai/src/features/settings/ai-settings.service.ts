import { Injectable } from '@nestjs/common';
import { aiSettings, AppError, type AiSettings, type AiSettingsChange, type Caller } from '#libs/contracts';
import { BriefMemory } from '#libs/platform/cache';
import { issuesOf } from '#libs/platform/http';
import { AiSettingsRepository, type Chosen } from './ai-settings.repository.js';

/** How late other replicas heed a change. */
const heededWithinMs = 5000;
const mostTries = 5;

/** What a company set for its model calls. Read at every call, so it is kept in memory for seconds. */
@Injectable()
export class AiSettingsService {
  private readonly memory = new BriefMemory<AiSettings>({ ttlMs: heededWithinMs });

  constructor(private readonly rows: AiSettingsRepository) {}

  /** Complete, defaults included. Not to be changed by whoever reads it. */
  of(companyId: string): Promise<AiSettings> {
    return this.memory.of(companyId, async () => settingsOf((await this.rows.read(companyId)).chosen));
  }

  /** As `of`, when they are known without asking anybody. */
  known(companyId: string): AiSettings | undefined {
    return this.memory.peek(companyId);
  }

  /** As of now, for whoever looks at them to change them. */
  async get({ companyId }: Caller): Promise<AiSettings> {
    return settingsOf((await this.rows.read(companyId)).chosen);
  }

  /** @throws VALIDATION_FAILED naming the field, `routing.leastConfidence`; CONFLICT when others change them all the time */
  async update({ companyId }: Caller, change: AiSettingsChange): Promise<AiSettings> {
    for (let tries = 1; tries <= mostTries; tries += 1) {
      const { chosen, revision } = await this.rows.read(companyId);
      const merged = mergedWith(chosen, change);
      const settings = settingsOf(merged);
      if (!(await this.rows.write(companyId, merged, revision))) continue;
      this.memory.forget(companyId);
      return settings;
    }
    throw new AppError('CONFLICT', { detail: 'Others are changing these settings; try again' });
  }
}

/** Sections of a newer version, during a deploy, are left alone. @throws VALIDATION_FAILED */
function settingsOf(chosen: Chosen): AiSettings {
  const known = Object.fromEntries(
    Object.entries(chosen).filter(([section]) => Object.hasOwn(aiSettings.shape, section)),
  );
  const parsed = aiSettings.safeParse(known);
  if (parsed.success) return parsed.data;
  const issues = issuesOf(parsed.error);
  throw new AppError('VALIDATION_FAILED', { detail: `${issues[0]?.path}: ${issues[0]?.message}`, issues });
}

/** What was chosen with the changes; a field that is null, or a section, is chosen no more. */
export function mergedWith(chosen: Chosen, change: AiSettingsChange): Chosen {
  const merged = new Map(Object.entries(chosen));
  for (const [section, fields] of Object.entries(change)) {
    if (fields === undefined) continue;
    const all = fields === null ? [] : Object.entries({ ...merged.get(section), ...fields });
    const kept = all.filter(([, value]) => value !== null && value !== undefined);
    if (kept.length > 0) merged.set(section, Object.fromEntries(kept));
    else merged.delete(section);
  }
  return Object.fromEntries(merged);
}
