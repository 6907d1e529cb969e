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
import { TemplateUse } from '../templates/template-use.js';
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
  /** When it happened, and what: for templates. */
  at: string;
  data: unknown;
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
    private readonly words: TemplateUse,
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
    if (inApp.length > 0) await send(inAppOf(notice), inApp);
    const byMail = members.filter((each) => wants(of(each), notice, 'email'));
    const strangers = notice.by.includes('email') ? outside : [];
    if (byMail.length + strangers.length === 0) return told;
    const mail = await this.mailOf(caller, notice);
    for (const member of byMail) await this.mail(caller, mail, member, of(member), send);
    if (strangers.length > 0) await send({ ...mail, to: strangers }, []);
    return told;
  }

  private async mail(
    { companyId }: Caller,
    request: SendRequest,
    member: Member,
    preferences: NotificationPreferences,
    send: (request: SendRequest, to: Member[]) => Promise<void>,
  ): Promise<void> {
    // Told before, it stays as it was decided then: an attempt may come again after a crash.
    if (await this.digests.has(companyId, request.key, member.userId)) return;
    if (await this.deliveries.knows(companyId, request, member.email)) return send(request, [member]);
    const { allowed } = await this.limits.take(`mail:${companyId}:${member.userId}`, mailRate);
    const time = mailTime(preferences, await this.db.now(), !allowed);
    if (time.when === 'gathered') {
      const { key, subject = '', text } = request;
      return this.digests.keep(companyId, member, { key, subject, text, dueAt: time.at });
    }
    await send(time.when === 'now' ? request : { ...request, notBefore: new Date(time.at).toISOString() }, [member]);
  }

  private async mailOf({ companyId }: Caller, { key, event, runId, at, data, ...said }: Notice): Promise<SendRequest> {
    const { subject, text, link } = said;
    const facts = { subject, text, ...(link === undefined ? {} : { link: `${this.home}${link}` }) };
    const words = await this.words.word(companyId, 'email', { ...facts, event: { type: event, at, data } });
    return { key, event, channel: 'email', to: [], ...words, ...(runId === undefined ? {} : { runId }) };
  }
}

const inAppOf = ({ by: _by, at: _at, data: _data, ...notice }: Notice): SendRequest => ({
  ...notice,
  to: [],
  channel: 'in_app',
});

function wants({ events }: NotificationPreferences, { event, by }: Notice, way: 'in_app' | 'email'): boolean {
  const choice = events[event]?.[way];
  return choice === undefined ? by.includes(way) : choice === 'always';
}
