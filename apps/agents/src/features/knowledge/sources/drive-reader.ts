import { Injectable } from '@nestjs/common';
import { AppError, knowledgeFileBytes, type SourceConfig } from '#libs/contracts';
import { z } from 'zod';
import type { HttpAnswer } from '#libs/catalog/kit';
import { ToolHttp } from '../../tools/capabilities/tool-http.js';
import type { Remote } from '../documents/knowledge-document.entity.js';
import { failureOf } from './http-failure.js';
import type { Fetched, Listed, Reach, SourceReader } from './source.port.js';

type Drive = Extract<SourceConfig, { kind: 'drive' }>;

const folderType = 'application/vnd.google-apps.folder';
/** Google's own documents have no content of their own: each is asked for as something that can be read. */
const exports: Readonly<Record<string, { contentType: string; extension: string }>> = {
  'application/vnd.google-apps.document': { contentType: 'text/html', extension: 'html' },
  'application/vnd.google-apps.spreadsheet': { contentType: 'text/csv', extension: 'csv' },
  'application/vnd.google-apps.presentation': { contentType: 'text/plain', extension: 'txt' },
};
const mostFolders = 1000;
const timeoutMs = 30_000;
const page = z.object({
  nextPageToken: z.string().optional(),
  files: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      mimeType: z.string(),
      md5Checksum: z.string().optional(),
      modifiedTime: z.string().optional(),
      size: z.string().optional(),
      webViewLink: z.string().optional(),
    }),
  ),
});
type DriveFile = z.output<typeof page>['files'][number];

/** A folder of Google Drive with all below it (Drive API v3). */
@Injectable()
export class DriveReader implements SourceReader<'drive'> {
  constructor(private readonly http: ToolHttp) {}

  async *list({ folder, most, ...config }: Drive, reach: Reach): AsyncIterable<Listed> {
    const open = [folder];
    const seen = new Set(open);
    let count = 0;
    for (let parent = open.shift(); parent !== undefined; parent = open.shift()) {
      for await (const file of this.filesIn(parent, config, reach)) {
        if (file.mimeType === folderType) {
          if (seen.size < mostFolders && !seen.has(file.id)) open.push(file.id);
          seen.add(file.id);
        } else if (isReadable(file)) {
          if (count++ >= most) return;
          yield listedOf(file);
        }
      }
    }
  }

  async fetch(config: Drive, remote: Remote, reach: Reach): Promise<Fetched> {
    if (!('fileId' in remote)) throw new AppError('KNOWLEDGE_DOCUMENT_NOT_FOUND');
    const { fileId, mimeType } = remote;
    const as = exports[mimeType];
    const path = `/files/${encodeURIComponent(fileId)}`;
    const answer = as
      ? await this.get(config, `${path}/export?mimeType=${encodeURIComponent(as.contentType)}`, reach)
      : await this.get(config, `${path}?alt=media&supportsAllDrives=true`, reach);
    return { bytes: answer.body, contentType: as?.contentType ?? mimeType };
  }

  private async *filesIn(
    folder: string,
    config: Pick<Drive, 'apiUrl' | 'credential'>,
    reach: Reach,
  ): AsyncIterable<DriveFile> {
    const query = new URLSearchParams({
      q: `'${folder}' in parents and trashed = false`,
      fields: 'nextPageToken,files(id,name,mimeType,md5Checksum,modifiedTime,size,webViewLink)',
      pageSize: '1000',
      supportsAllDrives: 'true',
      includeItemsFromAllDrives: 'true',
    });
    for (;;) {
      const answer = await this.get(config, `/files?${query.toString()}`, reach);
      const { files, nextPageToken } = read(answer);
      yield* files;
      if (nextPageToken === undefined) return;
      query.set('pageToken', nextPageToken);
    }
  }

  private async get(
    { apiUrl, credential }: Pick<Drive, 'apiUrl' | 'credential'>,
    path: string,
    { companyId, signal }: Reach,
  ): Promise<HttpAnswer> {
    const http = this.http.capability({ caller: { kind: 'service', companyId, role: 'operator' }, signal });
    const url = `${apiUrl.replace(/\/$/, '')}${path}`;
    const answer = await http.request({ method: 'GET', url, credential, timeoutMs, maxBytes: knowledgeFileBytes });
    const failure = failureOf(new URL(url).host, answer);
    if (failure) throw failure;
    return answer;
  }
}

function read({ body }: HttpAnswer): z.output<typeof page> {
  try {
    return page.parse(JSON.parse(Buffer.from(body).toString('utf8')));
  } catch (cause) {
    throw new AppError('HTTP_ANSWER_INVALID', { detail: 'Drive answered what is no list of files' }, { cause });
  }
}

const isReadable = ({ mimeType }: DriveFile): boolean =>
  !mimeType.startsWith('application/vnd.google-apps.') || exports[mimeType] !== undefined;

function listedOf({ id, name, mimeType, md5Checksum, modifiedTime, size, webViewLink }: DriveFile): Listed {
  const as = exports[mimeType];
  return {
    key: id,
    name: (as && !name.endsWith(`.${as.extension}`) ? `${name}.${as.extension}` : name).slice(0, 300),
    url: webViewLink?.slice(0, 2000) ?? null,
    remote: { fileId: id, mimeType },
    version: md5Checksum ?? modifiedTime ?? null,
    contentType: as?.contentType ?? mimeType.slice(0, 150),
    bytes: Math.min(Number(size ?? 0) || 0, 2 ** 31 - 1),
  };
}
