import { Injectable } from '@nestjs/common';
import { AppError, newId, type Caller, type NotificationPreferences, type WatchedEvent } from '#libs/contracts';
import { Database, isDuplicateKey, oneOf, TenantRepository } from '#libs/platform/database';
import { preferenceEntity, type PreferenceRow } from './preference.entity.js';

/** Of whoever chose nothing: everything as the sender says, at once. */
export const usualPreferences: NotificationPreferences = {
  events: {},
  quietHours: null,
  timezone: 'UTC',
  digest: 'off',
  digestAt: '08:00',
};

/** How people want to be told. */
@Injectable()
export class PreferencesService {
  private readonly rows: TenantRepository<PreferenceRow>;

  constructor(private readonly db: Database) {
    this.rows = new TenantRepository(db, preferenceEntity);
  }

  async get(caller: Caller): Promise<NotificationPreferences> {
    const userId = userOf(caller);
    return (await this.of(caller.companyId, [userId])).get(userId) ?? usualPreferences;
  }

  async set(caller: Caller, preferences: NotificationPreferences): Promise<NotificationPreferences> {
    const [userId, { companyId }] = [userOf(caller), caller];
    const changes = { preferences, updatedAt: await this.db.now() };
    if (await this.rows.exists(companyId, { userId })) await this.rows.update(companyId, { userId }, changes);
    else
      await this.rows.insert(companyId, { id: newId('notification'), userId, ...changes }).catch((error: unknown) => {
        if (!isDuplicateKey(error)) throw error;
        return this.rows.update(companyId, { userId }, changes);
      });
    return preferences;
  }

  /** No more mail of this event. */
  async mute(companyId: string, userId: string, event: WatchedEvent): Promise<void> {
    const before = (await this.of(companyId, [userId])).get(userId) ?? usualPreferences;
    const events = { ...before.events, [event]: { ...before.events[event], email: 'never' as const } };
    await this.set({ kind: 'service', companyId, userId, role: 'viewer' }, { ...before, events });
  }

  /** By user id; whoever chose nothing is not in it. */
  async of(companyId: string, userIds: readonly string[]): Promise<ReadonlyMap<string, NotificationPreferences>> {
    if (userIds.length === 0) return new Map();
    const rows = await this.rows.find(companyId, { where: { userId: oneOf(userIds) } });
    return new Map(rows.map(({ userId, preferences }) => [userId, preferences]));
  }
}

function userOf({ userId }: Caller): string {
  if (userId === undefined) throw new AppError('FORBIDDEN', { detail: 'Only a person has preferences' });
  return userId;
}
