/** The life of a prompt from its first draft on, whole so that its order can be read. */
import { Injectable } from '@nestjs/common';
import {
  AppError,
  newId,
  type Caller,
  type Page,
  type PageQuery,
  type Prompt,
  type PromptContent,
  type PromptSummary,
  type PromptVersion,
} from '#libs/contracts';
import { contains, Database, isDuplicateKey } from '#libs/platform/database';
import { problemsOf } from './prompt-template.js';
import type { PromptRow, PromptVersionRow } from './prompt.entity.js';
import { contentHash, keyOfName, PromptRepository, PromptVersionRepository } from './prompt.repository.js';
import {
  etagOf,
  promptView,
  summaryColumns,
  summaryView,
  versionSummary,
  versionSummaryColumns,
  versionView,
} from './prompt.view.js';

@Injectable()
export class PromptsService {
  constructor(
    private readonly db: Database,
    private readonly prompts: PromptRepository,
    private readonly versions: PromptVersionRepository,
  ) {}

  /** @throws PROMPT_NAME_TAKEN */
  async create(
    { companyId }: Caller,
    { name, description, content }: { name: string; description: string; content: PromptContent },
  ): Promise<Prompt> {
    const now = await this.db.now();
    const row: PromptRow = {
      id: newId('prompt'),
      companyId,
      name,
      nameKey: keyOfName(name),
      description,
      draft: content,
      draftHash: contentHash(content),
      currentVersion: 0,
      currentHash: '',
      latestVersion: 0,
      createdAt: now,
      updatedAt: now,
      deleted: false,
    };
    await freeName(name, () => this.prompts.insert(companyId, row));
    return promptView(row);
  }

  async list(
    { companyId }: Caller,
    { search, ...page }: PageQuery & { search?: string | undefined },
  ): Promise<Page<PromptSummary>> {
    const { items, nextCursor } = await this.prompts.page(companyId, {
      ...page,
      where: { deleted: false, ...(search ? { name: contains(search) } : {}) },
      order: ['updatedAt', 'desc'],
      columns: summaryColumns,
    });
    return { items: items.map(summaryView), nextCursor };
  }

  /** @throws PROMPT_NOT_FOUND */
  async get({ companyId }: Caller, id: string): Promise<Prompt> {
    return promptView(await this.prompts.require(companyId, id));
  }

  /** @throws PROMPT_NOT_FOUND, PROMPT_NAME_TAKEN */
  async rename(
    caller: Caller,
    id: string,
    { name, description }: { name?: string | undefined; description?: string | undefined },
  ): Promise<Prompt> {
    await this.prompts.require(caller.companyId, id);
    const changes = {
      ...(name === undefined ? {} : { name, nameKey: keyOfName(name) }),
      ...(description === undefined ? {} : { description }),
      updatedAt: await this.db.now(),
    };
    await freeName(name ?? '', () => this.prompts.update(caller.companyId, { id }, changes));
    return this.get(caller, id);
  }

  /** Its versions and benches stay; its name is free again. @throws PROMPT_NOT_FOUND */
  async delete({ companyId }: Caller, id: string): Promise<void> {
    await this.prompts.require(companyId, id);
    await this.prompts.update(companyId, { id }, { deleted: true, nameKey: id, updatedAt: await this.db.now() });
  }

  /** Saves the draft if nobody else did since `ifMatch` was loaded. @throws PRECONDITION_REQUIRED, PRECONDITION_FAILED */
  async saveDraft(
    { companyId }: Caller,
    id: string,
    content: PromptContent,
    ifMatch: string | undefined,
  ): Promise<Prompt> {
    if (ifMatch === undefined)
      throw new AppError('PRECONDITION_REQUIRED', {
        detail: 'Send If-Match with the etag of the draft that you changed',
      });
    const row = await this.prompts.require(companyId, id);
    const changes = { draft: content, draftHash: contentHash(content), updatedAt: await this.db.now() };
    const expected = ifMatch === '*' ? row.draftHash : ifMatch.replace(/^W\//, '').replaceAll('"', '');
    if ((await this.prompts.update(companyId, { id, draftHash: expected, deleted: false }, changes)) === 0) {
      const { draftHash } = await this.prompts.require(companyId, id);
      throw new AppError('PRECONDITION_FAILED', {
        detail: 'The draft was changed by somebody else',
        etag: etagOf(draftHash),
      });
    }
    return promptView({ ...row, ...changes });
  }

  /**
   * Freezes the draft as the next version; an unchanged draft gives the current version again.
   * @throws PROMPT_INVALID with every problem; PRECONDITION_FAILED when the draft changes meanwhile
   */
  async publish(caller: Caller, id: string, note: string | undefined): Promise<PromptVersion> {
    const draft = await this.prompts.require(caller.companyId, id);
    assertUsable(draft.draft);
    const made = draft.draftHash === draft.currentHash ? undefined : await this.commit(caller, draft, note ?? '');
    if (made) return versionView(made, made.version);
    const { currentVersion, currentHash } = await this.prompts.require(caller.companyId, id);
    if (currentHash !== draft.draftHash)
      throw new AppError('PRECONDITION_FAILED', { detail: 'The prompt was changed or published by somebody else' });
    return versionView(await this.versions.require(caller.companyId, id, currentVersion), currentVersion);
  }

  async listVersions({ companyId }: Caller, id: string, query: PageQuery) {
    const { currentVersion } = await this.prompts.require(companyId, id);
    const { items, nextCursor } = await this.versions.page(companyId, {
      ...query,
      where: { promptId: id },
      order: ['version', 'desc'],
      columns: versionSummaryColumns,
    });
    return { items: items.map((row) => versionSummary(row, currentVersion)), nextCursor };
  }

  /** @throws PROMPT_NOT_FOUND, VERSION_NOT_FOUND */
  async version({ companyId }: Caller, id: string, version: number): Promise<PromptVersion> {
    const { currentVersion } = await this.prompts.require(companyId, id);
    return versionView(await this.versions.require(companyId, id, version), currentVersion);
  }

  /** Whoever runs the prompt gets the older version from now on; the draft stays as it is. @throws VERSION_NOT_FOUND */
  async rollback({ companyId }: Caller, id: string, version: number): Promise<PromptVersion> {
    await this.prompts.require(companyId, id);
    const row = await this.versions.require(companyId, id, version);
    const changes = { currentVersion: version, currentHash: row.contentHash, updatedAt: await this.db.now() };
    await this.prompts.update(companyId, { id }, changes);
    return versionView(row, version);
  }

  /**
   * The compare-and-set on the newest number and the draft keeps two publishers from making the same version.
   * @returns undefined when somebody else was faster
   */
  private async commit(caller: Caller, draft: PromptRow, note: string): Promise<PromptVersionRow | undefined> {
    const { companyId } = caller;
    const now = await this.db.now();
    const row: PromptVersionRow = {
      id: newId('promptVersion'),
      companyId,
      promptId: draft.id,
      version: draft.latestVersion + 1,
      content: draft.draft,
      contentHash: draft.draftHash,
      note,
      publishedBy: caller.userId ?? null,
      publishedAt: now,
    };
    return this.db.transaction(async (tx) => {
      const head = {
        latestVersion: row.version,
        currentVersion: row.version,
        currentHash: row.contentHash,
        updatedAt: now,
      };
      const where = { id: draft.id, latestVersion: draft.latestVersion, draftHash: draft.draftHash };
      if ((await this.prompts.in(tx).update(companyId, where, head)) === 0) return undefined;
      await this.versions.in(tx).insert(companyId, row);
      return row;
    });
  }
}

/** @throws PROMPT_INVALID with every problem */
export function assertUsable(content: PromptContent): void {
  const problems = problemsOf(content);
  const [first] = problems.filter(({ severity }) => severity === 'error');
  if (first) throw new AppError('PROMPT_INVALID', { detail: `${first.path}: ${first.message}`, problems });
}

async function freeName(name: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const message = `a prompt called ${name} is there already`;
    throw new AppError('PROMPT_NAME_TAKEN', { detail: message, issues: [{ path: 'name', message }] });
  }
}
