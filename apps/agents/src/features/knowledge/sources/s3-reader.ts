import { Readable } from 'node:stream';
import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import { Injectable } from '@nestjs/common';
import { AppError, knowledgeFileBytes, toolAccessRpc, type SourceConfig } from '#libs/contracts';
import { isAllowed, openCredential } from '#libs/platform/outbound';
import { RpcClient } from '#libs/platform/rpc';
import { SafeHttp } from '#libs/platform/security';
import { Vault } from '#libs/platform/vault';
import type { Remote } from '../documents/knowledge-document.entity.js';
import type { Fetched, Listed, Reach, SourceReader } from './source.port.js';

type S3 = Extract<SourceConfig, { kind: 's3' }>;

const timeoutMs = 60_000;
/** Loaded on demand: it costs start-up time that others need not pay. */
const sdk = () => import('@aws-sdk/client-s3');

/** What the SDK hands over to be sent. */
interface SignedRequest {
  protocol: string;
  hostname: string;
  port?: number;
  path: string;
  query?: Record<string, string | string[] | null>;
  method: string;
  headers: Record<string, string>;
}

/** Objects of a bucket below a prefix. The SDK signs; what leaves goes by the client that reaches no private address. */
@Injectable()
export class S3Reader implements SourceReader<'s3'> {
  constructor(
    private readonly http: SafeHttp,
    private readonly rpc: RpcClient,
    private readonly vault: Vault,
  ) {}

  async *list(config: S3, reach: Reach): AsyncIterable<Listed> {
    const { ListObjectsV2Command } = await sdk();
    const client = await this.client(config, reach);
    let after: string | undefined;
    let count = 0;
    for (;;) {
      const { Contents = [], IsTruncated } = await asked(config, () =>
        client.send(new ListObjectsV2Command({ Bucket: config.bucket, Prefix: config.prefix, StartAfter: after })),
      );
      for (const { Key: key = '', ETag, LastModified, Size = 0 } of Contents) {
        after = key;
        if (key.endsWith('/')) continue;
        if (count++ >= config.most) return;
        yield {
          ...{ key, url: null, remote: { key }, contentType: '' },
          name: key.slice(config.prefix.lastIndexOf('/') + 1).slice(-300),
          version: ETag ?? LastModified?.toISOString() ?? null,
          bytes: Math.min(Size, 2 ** 31 - 1),
        };
      }
      if (IsTruncated !== true || Contents.length === 0) return;
    }
  }

  async fetch(config: S3, remote: Remote, reach: Reach): Promise<Fetched> {
    if (!('key' in remote)) throw new AppError('KNOWLEDGE_DOCUMENT_NOT_FOUND');
    const { GetObjectCommand } = await sdk();
    const client = await this.client(config, reach);
    const { Body, ContentType } = await asked(config, () =>
      client.send(new GetObjectCommand({ Bucket: config.bucket, Key: remote.key })),
    );
    if (!Body) throw new AppError('KNOWLEDGE_DOCUMENT_NOT_FOUND');
    return { bytes: await Body.transformToByteArray(), contentType: ContentType ?? '' };
  }

  private async client(config: S3, reach: Reach): Promise<S3Client> {
    const { region, endpoint } = config;
    const settings: S3ClientConfig = {
      region,
      ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      // Repeating is the business of the run.
      maxAttempts: 1,
      requestHandler: this.handler(reach.signal),
    };
    const { S3Client } = await sdk();
    const keys = await this.keys(config, reach);
    if (keys) return new S3Client({ ...settings, credentials: keys });
    // Unsigned; the names keep the SDK from looking for credentials of the platform itself.
    return new S3Client({
      ...settings,
      credentials: { accessKeyId: 'nobody', secretAccessKey: 'nobody' },
      signer: { sign: (request) => Promise.resolve(request) },
    });
  }

  /** Undefined for a bucket that anybody may read. */
  private async keys({ credential: id, endpoint, region, bucket }: S3, { companyId }: Reach) {
    if (id === undefined) return undefined;
    const caller = { kind: 'service', companyId, role: 'operator' } as const;
    const { kind: _, ...sealed } = await this.rpc.call(toolAccessRpc.sealedCredential, { id }, { caller });
    const { secrets, allowedHosts } = await openCredential(this.vault, { ...sealed, companyId, id });
    if (secrets.kind !== 's3')
      throw new AppError('CREDENTIAL_UNFIT', {
        detail: 'A bucket takes a credential of the kind s3: access key and secret key',
      });
    const host = new URL(endpoint ?? `https://${bucket}.s3.${region}.amazonaws.com`);
    if (!isAllowed(allowedHosts, host))
      throw new AppError('CREDENTIAL_HOST_REFUSED', { detail: `This credential may not be used for ${host.host}` });
    return { accessKeyId: secrets.accessKeyId, secretAccessKey: secrets.secretAccessKey };
  }

  private handler(signal: AbortSignal): NonNullable<S3ClientConfig['requestHandler']> {
    return {
      handle: async ({ protocol, hostname, port, path, query = {}, method, headers }: SignedRequest) => {
        const asked = queryOf(query);
        const url = new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}${asked}`);
        const { host: _, ...sent } = headers;
        const answer = await this.http.fetch(url, {
          method,
          headers: sent,
          signal,
          timeoutMs,
          maxBytes: knowledgeFileBytes,
          maxRedirects: 0,
          redirect: 'manual',
        });
        const body = Readable.from([Buffer.from(await answer.arrayBuffer())]);
        return { response: { statusCode: answer.status, headers: Object.fromEntries(answer.headers), body } };
      },
    } as unknown as NonNullable<S3ClientConfig['requestHandler']>;
  }
}

/** Written as it was signed. */
function queryOf(query: NonNullable<SignedRequest['query']>): string {
  const written = (text: string) =>
    encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().map((each) => (each === null || each === '' ? written(name) : `${written(name)}=${written(each)}`)),
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

async function asked<T>({ bucket }: S3, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const { S3ServiceException } = await sdk();
    if (AppError.is(error) || !(error instanceof S3ServiceException)) throw error;
    const status = error.$metadata.httpStatusCode ?? 500;
    const detail = `The bucket ${bucket} answered ${status}: ${error.name}`;
    if (error.name === 'NoSuchKey') throw new AppError('KNOWLEDGE_DOCUMENT_NOT_FOUND', { detail }, { cause: error });
    if (status >= 500 || status === 429) throw new AppError('HTTP_FAILED', { detail }, { cause: error });
    throw new AppError('HTTP_REFUSED', { detail: `${detail}. Check bucket, region and credential` }, { cause: error });
  }
}
