import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  AppError,
  mailTemplate,
  newId,
  slackTemplate,
  templateChannel,
  watchedEvent,
  type Caller,
  type NotificationTemplate,
  type Page,
  type PageQuery,
  type TemplateChannel,
  type TemplateContent,
  type TemplateSummary,
  type TemplateVersion,
  type WatchedEvent,
} from '#libs/contracts';
import { Database, isDuplicateKey, TenantRepository } from '#libs/platform/database';
import { canonicalJson } from '#libs/workflow';
import { renderTemplate } from './render-template.js';
import { sampleFacts } from './sample-facts.js';
import { shippedTemplates } from './shipped-templates.js';
import { templateEntity, templateVersionEntity, type TemplateRow, type TemplateVersionRow } from './template.entity.js';

/** Which template: of an event, on a channel. */
export interface TemplatePlace {
  event: WatchedEvent;
  channel: TemplateChannel;
}

const hashOf = (content: TemplateContent): string => createHash('sha256').update(canonicalJson(content)).digest('hex');
const iso = (ms: number) => new Date(ms).toISOString();
const changed = () => new AppError('PRECONDITION_FAILED', { detail: 'The template was changed by somebody else' });
const unset = (companyId: string, { event, channel }: TemplatePlace): TemplateRow => {
  const draft = shippedTemplates[channel];
  const hash = hashOf(draft);
  return {
    ...{ id: '', companyId, event, channel, draft, draftHash: hash, currentVersion: 0, currentHash: hash },
    ...{ latestVersion: 0, updatedAt: 0 },
  };
};
const summary = ({
  event,
  channel,
  currentVersion,
  draftHash,
  currentHash,
  updatedAt,
}: TemplateRow): TemplateSummary => ({
  event,
  channel,
  publishedVersion: currentVersion === 0 ? null : currentVersion,
  hasDraftChanges: draftHash !== currentHash,
  updatedAt: updatedAt === 0 ? null : iso(updatedAt),
});

/** What a company's mails and posts look like: drafts, versions, and which of them is used. */
@Injectable()
export class TemplatesService {
  private readonly rows: TenantRepository<TemplateRow>;
  private readonly versions: TenantRepository<TemplateVersionRow>;

  constructor(private readonly db: Database) {
    this.rows = new TenantRepository(db, templateEntity);
    this.versions = new TenantRepository(db, templateVersionEntity);
  }

  async list({ companyId }: Caller): Promise<{ items: TemplateSummary[] }> {
    const rows = await this.rows.find(companyId);
    const items = watchedEvent.options.flatMap((event) =>
      templateChannel.options.map((channel) =>
        summary(
          rows.find((row) => row.event === event && row.channel === channel) ?? unset(companyId, { event, channel }),
        ),
      ),
    );
    return { items };
  }

  async get({ companyId }: Caller, place: TemplatePlace): Promise<NotificationTemplate> {
    return view(await this.rowOf(companyId, place));
  }

  /** The draft, or the content that is given instead. @throws VALIDATION_FAILED for that of another channel */
  async contentFor({ companyId }: Caller, place: TemplatePlace, given?: TemplateContent): Promise<TemplateContent> {
    return given === undefined ? (await this.rowOf(companyId, place)).draft : fitting(place, given);
  }

  /** Saves the draft if nobody else did since `ifMatch` was loaded. @throws VALIDATION_FAILED, PRECONDITION_REQUIRED, PRECONDITION_FAILED */
  async saveDraft(
    { companyId }: Caller,
    place: TemplatePlace,
    given: TemplateContent,
    ifMatch: string | undefined,
  ): Promise<NotificationTemplate> {
    const draft = fitting(place, given);
    if (ifMatch === undefined)
      throw new AppError('PRECONDITION_REQUIRED', {
        detail: 'Send If-Match with the etag of the draft that you changed',
      });
    const before = await this.rowOf(companyId, place);
    const expected = ifMatch === '*' ? before.draftHash : ifMatch.replace(/^W\//, '').replaceAll('"', '');
    const changes = { draft, draftHash: hashOf(draft), updatedAt: await this.db.now() };
    if (before.id === '') {
      if (expected !== before.draftHash) throw changed();
      await this.begin({ ...before, ...changes });
    } else if ((await this.rows.update(companyId, { id: before.id, draftHash: expected }, changes)) === 0)
      throw changed();
    return view({ ...before, ...changes });
  }

  /** An unchanged draft gives the current version again. @throws TEMPLATE_INVALID with every problem; PRECONDITION_FAILED */
  async publish(caller: Caller, place: TemplatePlace, note = ''): Promise<NotificationTemplate> {
    const { companyId } = caller;
    const row = await this.rowOf(companyId, place);
    const { problems } = await renderTemplate(row.draft, sampleFacts(place.event));
    const [first] = problems;
    if (first) throw new AppError('TEMPLATE_INVALID', { detail: `${first.path}: ${first.message}`, problems });
    if (row.draftHash === row.currentHash) return view(row);
    const now = await this.db.now();
    const version = row.latestVersion + 1;
    const head = { latestVersion: version, currentVersion: version, currentHash: row.draftHash, updatedAt: now };
    const frozen = {
      id: newId('message'),
      templateId: row.id,
      version,
      content: row.draft,
      contentHash: row.draftHash,
    };
    await this.db.transaction(async (tx) => {
      // Two publishers do not make the same version, and nobody publishes what he has not seen.
      const where = { id: row.id, latestVersion: row.latestVersion, draftHash: row.draftHash };
      if ((await this.rows.in(tx).update(companyId, where, head)) === 0) throw changed();
      const by = { note, publishedBy: caller.userId ?? null, publishedAt: now };
      await this.versions.in(tx).insert(companyId, { ...frozen, ...by });
    });
    return view({ ...row, ...head });
  }

  async listVersions({ companyId }: Caller, place: TemplatePlace, query: PageQuery): Promise<Page<TemplateVersion>> {
    const { id, currentVersion } = await this.rowOf(companyId, place);
    if (id === '') return { items: [], nextCursor: null };
    const found = await this.versions.page(companyId, {
      ...query,
      where: { templateId: id },
      order: ['version', 'desc'],
    });
    const items = found.items.map(({ version, contentHash, note, publishedAt, publishedBy }) => ({
      ...{
        version,
        contentHash,
        note,
        publishedAt: iso(publishedAt),
        publishedBy,
        current: version === currentVersion,
      },
    }));
    return { items, nextCursor: found.nextCursor };
  }

  /** Version 0 is the shipped one. @throws VERSION_NOT_FOUND */
  async rollback({ companyId }: Caller, place: TemplatePlace, version: number): Promise<NotificationTemplate> {
    const row = await this.rowOf(companyId, place);
    const content = version === 0 ? shippedTemplates[place.channel] : (await this.version(row, version)).content;
    if (row.id === '') return view(row);
    const hash = hashOf(content);
    const head = { currentVersion: version, currentHash: hash, draft: content, draftHash: hash };
    const changes = { ...head, updatedAt: await this.db.now() };
    await this.rows.update(companyId, { id: row.id }, changes);
    return view({ ...row, ...changes });
  }

  /** What is used now. */
  async current(companyId: string, place: TemplatePlace): Promise<TemplateContent> {
    const row = await this.rowOf(companyId, place);
    return row.currentVersion === 0
      ? shippedTemplates[place.channel]
      : (await this.version(row, row.currentVersion)).content;
  }

  private async rowOf(companyId: string, { event, channel }: TemplatePlace): Promise<TemplateRow> {
    return (await this.rows.findOne(companyId, { event, channel })) ?? unset(companyId, { event, channel });
  }

  private async begin(row: TemplateRow): Promise<void> {
    try {
      await this.rows.insert(row.companyId, { ...row, id: newId('message') });
    } catch (error) {
      if (isDuplicateKey(error)) throw changed();
      throw error;
    }
  }

  private async version({ id, companyId }: TemplateRow, version: number): Promise<TemplateVersionRow> {
    const row = id === '' ? undefined : await this.versions.findOne(companyId, { templateId: id, version });
    if (!row) throw new AppError('VERSION_NOT_FOUND', { detail: `There is no version ${version} of this template` });
    return row;
  }
}

/** @throws VALIDATION_FAILED naming the fields that the channel has */
function fitting({ channel }: TemplatePlace, content: TemplateContent): TemplateContent {
  const parsed = (channel === 'email' ? mailTemplate : slackTemplate).safeParse(content);
  if (parsed.success) return parsed.data;
  const message = channel === 'email' ? 'expected subject, mjml and text' : 'expected text and blocks';
  throw new AppError('VALIDATION_FAILED', { issues: [{ path: 'content', message }] });
}

async function view(row: TemplateRow): Promise<NotificationTemplate> {
  const { problems } = await renderTemplate(row.draft, sampleFacts(row.event));
  return { ...summary(row), content: row.draft, problems, etag: `"${row.draftHash}"` };
}
