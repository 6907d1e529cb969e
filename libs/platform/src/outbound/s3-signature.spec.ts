import { s3Headers } from './s3-signature.js';

const keys = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  region: 'us-east-1',
};
const at = new Date('2013-05-24T00:00:00Z');
const signatureOf = (method: string, url: string) =>
  /Signature=(\w+)$/.exec(s3Headers(keys, { method, url: new URL(url) }, at)['authorization']!)?.[1];

/** SHA-256 of nothing. */
const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

describe('signatures for S3', () => {
  // https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
  it.each([
    ['?lifecycle', 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543'],
    ['?max-keys=2&prefix=J', '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7'],
  ])('are those of the examples of Amazon: %s', (query, signature) => {
    const url = new URL(`https://examplebucket.s3.amazonaws.com/${query}`);
    expect(s3Headers(keys, { method: 'GET', url }, at, empty)['authorization']).toContain(`Signature=${signature}`);
  });

  it('name key, place and what is signed', () => {
    expect(s3Headers(keys, { method: 'GET', url: new URL('https://b.s3.amazonaws.com/') }, at)).toMatchObject({
      'x-amz-date': '20130524T000000Z',
      'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
      authorization: expect.stringContaining(
        'Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date',
      ),
    });
  });

  it('count for one method, path, query and host', () => {
    const all = [
      ['GET', 'https://b.s3.amazonaws.com/a%20b?x=1&y=2'],
      ['PUT', 'https://b.s3.amazonaws.com/a%20b?x=1&y=2'],
      ['GET', 'https://b.s3.amazonaws.com/a%20c?x=1&y=2'],
      ['GET', 'https://b.s3.amazonaws.com/a%20b?x=1&y=3'],
      ['GET', 'https://c.s3.amazonaws.com/a%20b?x=1&y=2'],
    ].map(([method, url]) => signatureOf(method!, url!));
    expect(new Set(all).size).toBe(5);
    expect(signatureOf('GET', 'https://b.s3.amazonaws.com/a%20b?y=2&x=1')).toBe(all[0]);
  });
});
