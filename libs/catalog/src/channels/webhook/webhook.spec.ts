import { describeChannel } from '../../conformance/channel-suite.js';
import { webhook } from './webhook.def.js';

describeChannel(webhook, {
  config: { url: 'https://hooks.example.com/in/s3cret' },
  secrets: ['s3cret'],
  invalid: [
    { config: { url: 'ftp://example.com' }, path: 'url' },
    { config: { address: 'https://example.com' }, path: '' },
  ],
  renders: [
    { message: { url: 'https://example.com', payload: { a: 1 } }, as: { url: 'https://example.com', body: '{"a":1}' } },
    { message: { url: 'https://example.com' }, as: { url: 'https://example.com', body: 'null' } },
  ],
});
