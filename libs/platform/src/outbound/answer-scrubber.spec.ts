import { proofTexts, scrubbed } from './answer-scrubber.js';

const answerTo = (authorization: Parameters<typeof proofTexts>[0], body: string) =>
  Buffer.from(
    scrubbed({ status: 200, headers: { 'x-echo': body }, body: Buffer.from(body) }, proofTexts(authorization)).body,
  ).toString();

describe('A6: answers give no secret back', () => {
  const secret = 'kanärie "4711"';
  const basic = Buffer.from(`ann:${secret}`).toString('base64');

  it.each([
    ['as it was', { headers: { authorization: `Bearer ${secret}` } }, `you sent Bearer ${secret}!`, 'you sent ***!'],
    ['alone', { headers: { authorization: `Bearer ${secret}` } }, `token=${secret}!`, 'token=***!'],
    ['in a header of its own', { headers: { 'x-key': secret } }, secret, '***'],
    ['in the query', { query: { key: secret } }, `?key=${encodeURIComponent(secret)}&a=1`, '?key=***&a=1'],
    ['escaped', { query: { key: secret } }, JSON.stringify({ key: secret }), '{"key":"***"}'],
    ['in base64', { query: { key: secret } }, Buffer.from(secret).toString('base64'), '***'],
    ['as a password', { headers: { authorization: `Basic ${basic}` } }, `wrong: ${secret}`, 'wrong: ***'],
    ['as a pair', { headers: { authorization: `Basic ${basic}` } }, `header: Basic ${basic}`, 'header: ***'],
  ])('%s', (_name, authorization, body, expected) =>
    expect(answerTo(authorization, body).replace(/\*\*\*=+$/, '***')).toBe(expected),
  );

  it('in no header, and touches nothing else', () => {
    const body = Buffer.from([0xff, 0x00, 0xfe]);
    const texts = proofTexts({ headers: { 'x-key': 'secret-secret', 'x-short': 'a' } });
    expect(scrubbed({ status: 200, headers: { 'x-echo': 'secret-secret' }, body }, texts)).toEqual({
      status: 200,
      headers: { 'x-echo': '***' },
      body,
    });
    expect(answerTo({ headers: { 'x-short': 'a' } }, 'a banana')).toBe('a banana');
  });
});
