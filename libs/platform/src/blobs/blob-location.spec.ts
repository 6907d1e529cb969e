import { blobLocation } from './blob-location.js';

describe('where blobs lie', () => {
  it('is a folder', () => {
    expect(blobLocation('file:///var/lib/aaas/blobs/')).toEqual({ uri: '/var/lib/aaas/blobs', options: {} });
  });

  it('is a bucket of Amazon, whose keys the environment holds', () => {
    expect(blobLocation('s3://files/deep?region=eu-central-1')).toEqual({
      uri: 's3://files/deep',
      options: { region: 'eu-central-1' },
    });
  });

  it('is a bucket of a store of one’s own', () => {
    expect(blobLocation('s3://key:sec%2Fret@minio:9000/files?tls=false')).toEqual({
      uri: 's3://files',
      options: {
        region: 'us-east-1',
        endpoint: 'http://minio:9000',
        allow_http: 'true',
        virtual_hosted_style_request: 'false',
        access_key_id: 'key',
        secret_access_key: 'sec/ret',
      },
    });
  });
});
