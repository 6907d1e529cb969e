import { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import type { ZipFile } from 'yazl';
import { companyDataRpc, services, type Caller, type ServiceName } from '#libs/contracts';
import { AuditTrail } from '#libs/platform/audit';
import { Blobs } from '#libs/platform/blobs';
import type { FileAnswer } from '#libs/platform/http';
import type { Logger } from '#libs/platform/logging';
import { RpcClient } from '#libs/platform/rpc';
import { serviceLogger } from '#libs/service';
import { CompaniesService } from './companies.service.js';

const about = (name: string, at: Date): string =>
  `${name}, as of ${at.toISOString()}

<service>/<table>.jsonl  One row a line, as JSON. Times are UTC; amounts end in micros or stand in micro-dollars.
files/                   What runs, agents and people stored, under the names that the rows give (blob_key).

Passwords, keys, credentials and tokens are not in it, in no form.
`;

/** Everything of a company as one archive, made while it is read: nothing of it is kept. */
@Injectable()
export class CompanyExport {
  constructor(
    private readonly companies: CompaniesService,
    private readonly rpc: RpcClient,
    private readonly blobs: Blobs,
    private readonly trail: AuditTrail,
    @Inject(serviceLogger) private readonly logger: Logger,
  ) {}

  /** @throws UNAVAILABLE when a service does not answer; once it streams, the archive ends unfinished then */
  async of(caller: Caller): Promise<FileAnswer> {
    const { companyId } = caller;
    const { name } = await this.companies.get(companyId);
    const tables = await Promise.all(
      services.map(async (service) => {
        const answer = await this.rpc.call(companyDataRpc[service].tables, {}, { caller });
        return answer.tables.map((table) => ({ service, table }));
      }),
    );
    await this.trail.tellAlone({
      companyId,
      action: 'company.exported',
      target: { type: 'company', id: companyId, label: name },
    });
    const zip = new (await import('yazl')).ZipFile();
    const at = new Date();
    const content = zip.outputStream as Readable;
    const failed = (error: unknown) => {
      this.logger.error({ error, companyId }, 'an export ended unfinished');
      content.destroy(error instanceof Error ? error : new Error('The export failed'));
    };
    zip.on('error', failed);
    zip.addBuffer(Buffer.from(about(name, at)), 'README.txt');
    for (const { service, table } of tables.flat())
      zip.addReadStreamLazy(`${service}/${table}.jsonl`, { mtime: at }, (take) =>
        take(null, this.stream(this.lines(caller, service, table), failed)),
      );
    this.addFiles(zip, companyId, failed).catch(failed);
    return { name: `${name} ${at.toISOString().slice(0, 10)}.zip`, contentType: 'application/zip', content };
  }

  private async addFiles(zip: ZipFile, companyId: string, failed: (error: unknown) => void): Promise<void> {
    const prefix = `${companyId}/`;
    for (let after = ''; ;) {
      const { keys, next } = await this.blobs.list(prefix, { after, limit: 500 });
      for (const key of keys)
        zip.addReadStreamLazy(`files/${key.slice(prefix.length)}`, {}, (take) => {
          this.blobs.get(key).then(({ stream }) => take(null, stream.on('error', failed)), failed);
        });
      if (next === null) break;
      after = next;
    }
    zip.end();
  }

  private stream(lines: AsyncGenerator<string>, failed: (error: unknown) => void): Readable {
    return Readable.from(lines, { objectMode: false }).on('error', failed);
  }

  private async *lines(caller: Caller, service: ServiceName, table: string): AsyncGenerator<string> {
    for (let after: string | null = null; ;) {
      const page: { lines: string; next: string | null } = await this.rpc.call(
        companyDataRpc[service].rows,
        { table, after },
        { caller },
      );
      if (page.lines !== '') yield page.lines;
      if (page.next === null) return;
      after = page.next;
    }
  }
}
