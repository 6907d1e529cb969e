import { Injectable } from '@nestjs/common';
import {
  AppError,
  newId,
  type Caller,
  type channelTest,
  type Notification,
  type Page,
  type PageQuery,
} from '#libs/contracts';
import type { z } from 'zod';
import { Database, isDuplicateKey, TenantRepository } from '#libs/platform/database';
import { messageEntity, type MessageRow } from './message.entity.js';

const iso = (ms: number) => new Date(ms).toISOString();
const view = ({ id, title, text, link, readAt, createdAt }: MessageRow): Notification => ({
  id,
  title,
  text,
  link,
  readAt: readAt === null ? null : iso(readAt),
  createdAt: iso(createdAt),
});

/** A person's messages in the app. */
@Injectable()
export class MessagesService {
  private readonly rows: TenantRepository<MessageRow>;

  constructor(private readonly db: Database) {
    this.rows = new TenantRepository(db, messageEntity);
  }

  /** Stored again under the same key, it is one message. */
  async store(
    companyId: string,
    { key, userId, title, text, link }: { key: string; userId: string; title: string; text: string; link?: string },
  ): Promise<void> {
    const row: MessageRow = {
      id: newId('notification'),
      companyId,
      userId,
      title: title.slice(0, 500),
      text,
      link: link ?? null,
      deliveryKey: key,
      unread: true,
      readAt: null,
      createdAt: await this.db.now(),
    };
    try {
      await this.rows.insert(companyId, row);
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }

  /** One message to whoever asks. */
  async test(caller: Caller): Promise<z.infer<typeof channelTest>> {
    const begun = performance.now();
    const message = { title: 'Test message', text: 'This is how messages reach you here.', link: '/notifications' };
    await this.store(caller.companyId, { key: newId('delivery'), userId: userOf(caller), ...message });
    return { ok: true, ms: Math.round(performance.now() - begun), failure: null };
  }

  async list(
    caller: Caller,
    { unread, ...page }: PageQuery & { unread?: boolean | undefined },
  ): Promise<Page<Notification> & { unreadCount: number }> {
    const userId = userOf(caller);
    const found = await this.rows.page(caller.companyId, {
      ...page,
      where: { userId, ...(unread ? { unread: true } : {}) },
    });
    return {
      items: found.items.map(view),
      nextCursor: found.nextCursor,
      unreadCount: await this.rows.count(caller.companyId, { userId, unread: true }),
    };
  }

  /** @throws NOT_FOUND, also for somebody else's */
  async read(caller: Caller, id: string): Promise<Notification> {
    const row = await this.rows.findOne(caller.companyId, { id, userId: userOf(caller) });
    if (!row) throw new AppError('NOT_FOUND', { detail: 'There is no such message of yours' });
    if (row.readAt !== null) return view(row);
    const readAt = await this.db.now();
    await this.rows.update(caller.companyId, { id }, { unread: false, readAt });
    return view({ ...row, readAt });
  }

  async readAll(caller: Caller): Promise<void> {
    await this.rows.update(
      caller.companyId,
      { userId: userOf(caller), unread: true },
      { unread: false, readAt: await this.db.now() },
    );
  }
}

function userOf(caller: Caller): string {
  if (caller.userId === undefined) throw new AppError('FORBIDDEN', { detail: 'Only a person has messages' });
  return caller.userId;
}
