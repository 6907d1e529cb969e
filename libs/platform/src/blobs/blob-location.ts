import { fileURLToPath } from 'node:url';
import { readS3Address } from './s3-address.js';

/** The blob store as engines open it that read and write there by themselves. */
export interface BlobLocation {
  /** A folder, or `s3://bucket/root`, without a slash at its end. */
  uri: string;
  /** In the words of the `object_store` library (Rust): endpoint, region and keys of a store of one's own. */
  options: Record<string, string>;
}

/** @param url a `BLOB_URL`. @throws Error for one of no known kind */
export function blobLocation(url: string): BlobLocation {
  if (url.startsWith('file://')) return { uri: fileURLToPath(url).replace(/[/\\]+$/, ''), options: {} };
  const { bucket, root, region, endpoint, credentials } = readS3Address(url);
  return {
    uri: `s3://${bucket}/${root}`.replace(/\/+$/, ''),
    options: {
      ...(region === undefined ? {} : { region }),
      ...(endpoint === undefined
        ? {}
        : { endpoint, allow_http: String(endpoint.startsWith('http://')), virtual_hosted_style_request: 'false' }),
      ...(credentials && {
        access_key_id: credentials.accessKeyId,
        secret_access_key: credentials.secretAccessKey,
      }),
    },
  };
}
