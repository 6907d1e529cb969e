import { describeChannel } from '../../conformance/channel-suite.js';
import { addressOf, nameOf } from '../sender.js';
import { email, tlsModeOf } from './email.def.js';
import { smtpVerdict } from './smtp-verdict.js';

const from = 'Support <support@example.com>';

describeChannel(email, {
  config: { smtpUrl: 'smtp://user:s3cret@mail.example.com:587', from },
  secrets: ['s3cret', 'user'],
  invalid: [
    { config: { smtpUrl: 'https://mail.example.com', from }, path: 'smtpUrl' },
    { config: { smtpUrl: 'mail.example.com', from }, path: 'smtpUrl' },
    { config: { smtpUrl: 'smtp://u:p@mail.example.com?tls=opportunistic', from }, path: 'smtpUrl' },
    { config: { smtpUrl: 'smtp://mail.example.com?tls=maybe', from }, path: 'smtpUrl' },
    { config: { smtpUrl: 'smtp://mail.example.com', from: 'nobody' }, path: 'from' },
    { config: { smtpUrl: 'smtp://mail.example.com', from: 'a@example.com\nBcc: b@example.com' }, path: 'from' },
  ],
  renders: [
    { message: { subject: 'S', text: 'T' }, as: { subject: 'S', text: 'T' } },
    {
      message: { text: 'First\nSecond', html: '<p>x</p>' },
      as: { subject: 'First', text: 'First\nSecond', html: '<p>x</p>' },
    },
  ],
});

describe('TLS of a mail server', () => {
  it.each([
    ['smtp://h', 'opportunistic'],
    ['smtp://u:p@h', 'verified'],
    ['smtps://h', 'verified'],
    ['smtp://u:p@h?tls=unverified', 'unverified'],
    ['smtps://h?tls=opportunistic', undefined],
  ])('%s: %s', (url, mode) => expect(tlsModeOf(new URL(url))).toBe(mode));
});

describe('sender', () => {
  it('gives its bare address and its name', () => {
    expect(nameOf(from)).toBe('Support');
    expect(nameOf('"Support, Halden" <a@example.com>')).toBe('Support, Halden');
    expect(nameOf('a@example.com')).toBeUndefined();
    expect(addressOf(from)).toBe('support@example.com');
    expect(addressOf('a@example.com')).toBe('a@example.com');
  });
});

describe('SMTP verdicts', () => {
  it.each([
    [{ responseCode: 451, response: '451 later' }, 'CHANNEL_FAILED'],
    [{ responseCode: 550, response: '550 no such user' }, 'CHANNEL_REFUSED'],
    [{ responseCode: 535, code: 'EAUTH' }, 'CHANNEL_REFUSED'],
    [{ code: 'ECONNECTION' }, 'CHANNEL_FAILED'],
    [{ code: 'ETIMEDOUT' }, 'CHANNEL_FAILED'],
    [{ code: 'ETLS' }, 'CHANNEL_REFUSED'],
    [{ code: 'ESOCKET', message: 'self-signed certificate' }, 'CHANNEL_REFUSED'],
    [{ code: 'ESOCKET', message: 'read ECONNRESET' }, 'CHANNEL_FAILED'],
  ])('%j is %s', (facts, code) => expect(smtpVerdict(Object.assign(new Error('broken'), facts)).code).toBe(code));
});
