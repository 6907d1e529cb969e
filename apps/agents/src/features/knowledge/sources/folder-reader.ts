import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { AppError, agentId, knowledgeFileBytes, type SourceConfig } from '#libs/contracts';
import { Database, TenantRepository } from '#libs/platform/database';
import { agentEntity, type AgentRow } from '../../agents/agent.entity.js';
import type { Remote } from '../documents/knowledge-document.entity.js';
import { tooLarge } from '../reading/unreadable.js';
import type { Fetched, Listed, Reach, SourceReader } from './source.port.js';

/** Token of the folder that holds a folder for each agent; undefined where several machines serve the platform. */
export const knowledgeFolder = Symbol('knowledge folder');

type Folder = Extract<SourceConfig, { kind: 'folder' }>;

const mostDepth = 10;

/** A folder of this machine, for an agent: `knowledge/<agent>/` in the data folder. Only where one process is the whole platform. */
@Injectable()
export class FolderReader implements SourceReader<'folder'> {
  private readonly agents: TenantRepository<AgentRow>;

  constructor(
    private readonly db: Database,
    @Inject(knowledgeFolder) private readonly root: string | undefined,
  ) {
    this.agents = new TenantRepository(db, agentEntity);
  }

  async *list({ agent, most }: Folder, { companyId }: Reach): AsyncIterable<Listed> {
    const folder = await this.folderOf(companyId, agent);
    let count = 0;
    const open = [{ path: folder, depth: 0 }];
    for (let at = open.shift(); at !== undefined; at = open.shift()) {
      const entries = await readdir(at.path, { withFileTypes: true });
      for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
        const path = join(at.path, entry.name);
        // Links are not followed: they lead out of the folder.
        if (entry.isDirectory() && at.depth < mostDepth && !entry.name.startsWith('.'))
          open.push({ path, depth: at.depth + 1 });
        if (!entry.isFile() || entry.name.startsWith('.')) continue;
        if (count++ >= most) return;
        const { size, mtimeMs } = await stat(path);
        const key = relative(folder, path).split(sep).join('/');
        yield {
          ...{ key, name: key.slice(-300), url: null, remote: { path: key }, contentType: '' },
          version: `${size}.${Math.round(mtimeMs)}`,
          bytes: Math.min(size, 2 ** 31 - 1),
        };
      }
    }
  }

  async fetch({ agent }: Folder, remote: Remote, { companyId }: Reach): Promise<Fetched> {
    const folder = await this.folderOf(companyId, agent);
    const path = 'path' in remote ? await realpath(join(folder, remote.path)).catch(() => undefined) : undefined;
    if (path === undefined || !path.startsWith(folder + sep)) throw new AppError('KNOWLEDGE_DOCUMENT_NOT_FOUND');
    const { size } = await stat(path);
    if (size > knowledgeFileBytes) throw tooLarge(`${size} bytes`, String(knowledgeFileBytes), 'document.bytes');
    return { bytes: await readFile(path), contentType: '' };
  }

  /** @throws KNOWLEDGE_SOURCE_UNFIT, AGENT_NOT_FOUND */
  async folderOf(companyId: string, agent: string): Promise<string> {
    if (this.root === undefined)
      throw new AppError('KNOWLEDGE_SOURCE_UNFIT', {
        detail: 'Folders of the machine are read only where one process is the whole platform',
      });
    const row =
      (await this.agents.get(companyId, agent)) ??
      (await this.agents.findOne(companyId, { nameKey: agent.trim().toLowerCase() }));
    if (!row) throw new AppError('AGENT_NOT_FOUND');
    const names = [row.id, ...((await this.isAlone(companyId)) && isPlain(row.name) ? [row.name] : [])];
    const root = await realpath(this.root).catch(() => this.root!);
    for (const name of names) {
      const folder = await realpath(join(root, name)).catch(() => undefined);
      if (folder !== undefined && folder.startsWith(root + sep) && (await stat(folder)).isDirectory()) return folder;
    }
    throw new AppError('KNOWLEDGE_SOURCE_UNFIT', {
      detail: `There is no folder ${names.map((name) => `knowledge/${name}`).join(' or ')} in the data folder`,
    });
  }

  /** Two companies may have agents of one name; ids are unique. */
  private async isAlone(companyId: string): Promise<boolean> {
    const others = await this.db.query<{ id: string }>('SELECT id FROM agents WHERE company_id <> ? LIMIT 1', [
      companyId,
    ]);
    return others.length === 0;
  }
}

/** One name of a folder, which cannot be an id. */
const isPlain = (name: string): boolean =>
  /^[^/\\:*?"<>|]{1,100}$/.test(name) && !/^\.+$/.test(name) && !agentId.safeParse(name).success;
