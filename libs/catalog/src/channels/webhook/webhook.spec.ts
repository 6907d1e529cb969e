import { describeChannel } from '../../conformance/channel-suite.js';
import { webhook } from './webhook.def.js';

describeChannel(webhook, {
  config: {},
  secrets: [],
  invalid: [{ config: { url: 'https://example.com' }, path: '' }],
  renders: [
    { message: { url: 'https://example.com', payload: { a: 1 } }, as: { url: 'https://example.com', body: '{"a":1}' } },
    { message: { url: 'https://example.com' }, as: { url: 'https://example.com', body: 'null' } },
  ],
});
