import { describeChannel } from '../../conformance/channel-suite.js';
import { sendgrid, sendgridBody } from './sendgrid.def.js';

const from = 'Support <support@example.com>';

describeChannel(sendgrid, {
  config: { apiKey: 'SG.s3cret.key', from },
  secrets: ['s3cret'],
  invalid: [
    { config: { apiKey: '', from }, path: 'apiKey' },
    { config: { apiKey: 'SG.a b', from }, path: 'apiKey' },
    { config: { apiKey: 'SG.a', from: 'nobody' }, path: 'from' },
    { config: { apiKey: 'SG.a', from, baseUrl: 'ftp://api.sendgrid.com' }, path: 'baseUrl' },
  ],
  renders: [
    { message: { subject: 'S', text: 'T' }, as: { subject: 'S', text: 'T' } },
    { message: { text: 'First\nSecond' }, as: { subject: 'First', text: 'First\nSecond' } },
  ],
});

describe('the body for SendGrid', () => {
  it('goes to one person, as it was written, under the key of the delivery', () => {
    const message = {
      key: 'kEy_1',
      to: 'ann@example.com',
      subject: 'S',
      text: 'T',
      html: '<a href="https://x.example">x</a>',
    };
    expect(sendgridBody(from, message)).toEqual({
      personalizations: [{ to: [{ email: 'ann@example.com' }] }],
      from: { email: 'support@example.com', name: 'Support' },
      subject: 'S',
      content: [
        { type: 'text/plain', value: 'T' },
        { type: 'text/html', value: '<a href="https://x.example">x</a>' },
      ],
      headers: { 'Message-ID': '<kEy_1@example.com>' },
      custom_args: { delivery: 'kEy_1' },
      tracking_settings: { click_tracking: { enable: false, enable_text: false }, open_tracking: { enable: false } },
    });
  });

  it('has no empty part, which is refused', () => {
    expect(sendgridBody('a@example.com', { key: 'k', to: 'b@example.com', subject: 'S', text: '' })).toMatchObject({
      from: { email: 'a@example.com' },
      content: [{ type: 'text/plain', value: ' ' }],
    });
  });
});
