/** What an `s3://…` address of the blob store says. */
export interface S3Address {
  bucket: string;
  /** Put before each key; empty, or ends with a slash. */
  root: string;
  region: string | undefined;
  /** Of a store that is not Amazon's. */
  endpoint?: string;
  /** Absent: as the environment gives them. */
  credentials?: { accessKeyId: string; secretAccessKey: string };
}

/**
 * `s3://bucket[/prefix][?region=…]` is Amazon's; `s3://key:secret@host[:port]/bucket[/prefix][?region=…&tls=false]` is any store that speaks S3.
 * @throws Error when it names no bucket
 */
export function readS3Address(url: string): S3Address {
  const { host, hostname, pathname, searchParams, username, password } = new URL(url);
  const names = pathname.split('/').filter(Boolean).map(decodeURIComponent);
  const own = username !== '';
  const bucket = own ? (names.shift() ?? '') : hostname;
  if (!bucket) throw new Error('BLOB_URL names no bucket');
  return {
    bucket,
    root: names.map((name) => `${name}/`).join(''),
    region: searchParams.get('region') ?? (own ? 'us-east-1' : undefined),
    ...(own && {
      endpoint: `${searchParams.get('tls') === 'false' ? 'http' : 'https'}://${host}`,
      credentials: { accessKeyId: decodeURIComponent(username), secretAccessKey: decodeURIComponent(password) },
    }),
  };
}
