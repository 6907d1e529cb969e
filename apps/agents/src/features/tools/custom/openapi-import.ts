import { Injectable } from '@nestjs/common';
import { AppError, type Caller, type importOpenApi, type In } from '#libs/contracts';
import { ToolHttp } from '../capabilities/tool-http.js';
import { CustomToolsService } from './custom-tools.service.js';
import { importedName, keepEach, type ImportOutcome } from './imported-tools.js';
import { OpenApiDocument } from './openapi-document.js';
import { operationName, operationText, toolOf } from './openapi-tool.js';

const mostBytes = 4 * 1024 * 1024;

interface Source {
  url?: string | undefined;
  document?: string | undefined;
}

/** Operations of OpenAPI documents as tools. Importing calls none of them. */
@Injectable()
export class OpenApiImport {
  constructor(
    private readonly http: ToolHttp,
    private readonly tools: CustomToolsService,
  ) {}

  /** @throws TOOL_INVALID, EGRESS_REFUSED, EGRESS_FAILED, LIMIT_EXCEEDED */
  async discover(caller: Caller, source: Source, signal: AbortSignal) {
    const document = await this.read(caller, source, signal);
    const servers = document.servers(source.url);
    return {
      title: document.title,
      servers,
      operations: document.operations().map((found) => ({
        id: found.id,
        name: importedName(undefined, operationName(found)),
        method: found.method,
        path: found.path,
        description: operationText(found),
        problem: problemOf(() => toolOf(document, found, { server: servers[0] ?? 'https://server.invalid' })),
      })),
    };
  }

  /** @throws as `discover`, CREDENTIAL_NOT_FOUND, CREDENTIAL_UNFIT; what cannot be taken is told, and the others are */
  async take(caller: Caller, body: In<typeof importOpenApi>['body'], signal: AbortSignal): Promise<ImportOutcome> {
    const { operations: wanted, credential, prefix, risk } = body;
    if (credential !== undefined) await this.http.assertUsable(caller.companyId, credential);
    const document = await this.read(caller, body, signal);
    const server = body.server ?? document.servers(body.url)[0];
    if (server === undefined)
      throw new AppError('TOOL_INVALID', {
        detail: 'The document names no server: say where the operations are',
        issues: [{ path: 'server', message: 'expected an address' }],
      });
    const byId = new Map(document.operations().map((found) => [found.id, found]));
    return keepEach([...new Set(wanted)], async (id) => {
      const found = byId.get(id);
      if (!found) throw new AppError('TOOL_NOT_FOUND', { detail: 'The document has no such operation' });
      const name = importedName(prefix, operationName(found));
      return this.tools.keep(caller, { ...toolOf(document, found, { server, credential }), name, risk });
    });
  }

  private async read(caller: Caller, { url, document }: Source, signal: AbortSignal): Promise<OpenApiDocument> {
    if (document !== undefined) return OpenApiDocument.read(document);
    const { status, body } = await this.http.capability({ caller, signal }).request({
      method: 'GET',
      url: url!,
      headers: { 'user-agent': 'AaaS', accept: 'application/json, application/yaml, text/yaml, */*;q=0.5' },
      timeoutMs: 20_000,
      maxBytes: mostBytes,
    });
    if (status !== 200) throw new AppError('EGRESS_FAILED', { detail: `The address answered ${status}`, sent: true });
    return OpenApiDocument.read(new TextDecoder().decode(body));
  }
}

function problemOf(work: () => unknown): string | null {
  try {
    work();
    return null;
  } catch (error) {
    if (AppError.is(error)) return error.message;
    throw error;
  }
}
