import { Inject, Injectable } from '@nestjs/common';
import { parseAssignee } from '#libs/catalog/kit';
import {
  AppError,
  companyRpc,
  type Caller,
  type Member,
  type NotificationPreferences,
  type SendRequest,
  type WatchedEvent,
  type Watcher,
} from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { Limits } from '#libs/platform/limits';
import { RpcClient } from '#libs/platform/rpc';
import { DeliveriesService } from '../deliveries/deliveries.service.js';
import { Digests } from './digests.js';
import { mailTime } from './mail-time.js';
import { PreferencesService, usualPreferences } from './preferences.service.js';
import { publicUrl } from './public-url.js';

/** What the platform tells people of an event. */
export interface Notice {
  /** The same event tells a person once, whoever asks for it. */
  key: string;
  event: WatchedEvent;
  /** role:x, user:id, or an e-mail address. */
  to: string[];
  /** How, unless a person chose otherwise. */
  by: Watcher['by'];
  subject: string;
  text: string;
  /** Path in the web app. */
  link?: string;
  runId?: string;
}

/** Mails to one person before the rest is gathered by the hour. */
const mailRate = { limit: 20, windowMs: 3_600_000 };

/** Tells people of events: each by the ways and at the times that he chose. */
@Injectable()
export class NoticesService {
  constructor(
    private readonly db: Database,
    private readonly rpc: RpcClient,
    private readonly limits: Limits,
    private readonly preferences: PreferencesService,
    private readonly digests: Digests,
    private readonly deliveries: DeliveriesService,
    @Inject(publicUrl) private readonly home: string,
  ) {}

  /** @throws RECIPIENT_UNKNOWN when nobody at all answers to the recipients */
  async tell(caller: Caller, notice: Notice): Promise<{ deliveryIds: string[]; warnings: string[] }> {
    const { members, unknown } = await this.rpc.call(
      companyRpc.resolveRecipients,
      { recipients: notice.to },
      { caller },
    );
    const outside = unknown.filter((name) => parseAssignee(name)?.kind === 'email');
    if (members.length + outside.length === 0)
      throw new AppError('RECIPIENT_UNKNOWN', { detail: `Nobody answers to ${unknown.join(', ')}` });
    const warnings = unknown.filter((name) => !outside.includes(name)).map((name) => `Nobody answers to ${name}`);
    const told = { deliveryIds: [] as string[], warnings };
    const send = async (request: SendRequest, to: Member[]) => {
      const sent = await this.deliveries.send(caller, request, to);
      told.deliveryIds.push(...sent.deliveryIds);
      told.warnings.push(...sent.warnings.filter((warning) => !told.warnings.includes(warning)));
    };
    const chosen = await this.preferences.of(
      caller.companyId,
      members.map(({ userId }) => userId),
    );
    const of = ({ userId }: Member) => chosen.get(userId) ?? usualPreferences;
    const inApp = members.filter((member) => wants(of(member), notice, 'in_app'));
    if (inApp.length > 0) await send(this.requestOf(notice, 'in_app'), inApp);
    for (const member of members.filter((each) => wants(of(each), notice, 'email')))
      await this.mail(caller, notice, member, of(member), send);
    if (outside.length > 0 && notice.by.includes('email'))
      await send({ ...this.requestOf(notice, 'email'), to: outside }, []);
    return told;
  }

  private async mail(
    { companyId }: Caller,
    notice: Notice,
    member: Member,
    preferences: NotificationPreferences,
    send: (request: SendRequest, to: Member[]) => Promise<void>,
  ): Promise<void> {
    const request = this.requestOf(notice, 'email');
    // Told before, it stays as it was decided then: an attempt may come again after a crash.
    if (await this.digests.has(companyId, notice.key, member.userId)) return;
    if (await this.deliveries.knows(companyId, request, member.email)) return send(request, [member]);
    const { allowed } = await this.limits.take(`mail:${companyId}:${member.userId}`, mailRate);
    const time = mailTime(preferences, await this.db.now(), !allowed);
    if (time.when === 'gathered') {
      const { key, subject } = notice;
      return this.digests.keep(companyId, member, { key, subject, text: request.text, dueAt: time.at });
    }
    await send(time.when === 'now' ? request : { ...request, notBefore: new Date(time.at).toISOString() }, [member]);
  }

  private requestOf({ by: _by, to: _to, ...notice }: Notice, channel: 'in_app' | 'email'): SendRequest {
    const { text, link } = notice;
    const linked = link === undefined ? text : `${text}\n\n${this.home}${link}`;
    return { ...notice, to: [], channel, text: channel === 'in_app' ? text : linked };
  }
}

function wants({ events }: NotificationPreferences, { event, by }: Notice, way: 'in_app' | 'email'): boolean {
  const choice = events[event]?.[way];
  return choice === undefined ? by.includes(way) : choice === 'always';
}
