import { describeChannel } from '../../conformance/channel-suite.js';
import { slack } from './slack.def.js';

const webhookUrl = 'https://hooks.slack.com/services/T000/B000/s3cret';

describeChannel(slack, {
  config: { webhookUrl },
  secrets: ['s3cret', 'T000'],
  invalid: [
    { config: { webhookUrl: 'ftp://hooks.slack.com' }, path: 'webhookUrl' },
    { config: {}, path: 'webhookUrl' },
  ],
  renders: [
    {
      message: { text: 'Hi <!channel> & <https://evil|you>' },
      as: { text: 'Hi &lt;!channel&gt; &amp; &lt;https://evil|you&gt;' },
    },
    { message: { subject: 'S', text: '*T*', slackChannel: '#x' }, as: { text: 'S\n*T*', channel: '#x' } },
    { message: { text: 'T', blocks: [{ type: 'divider' }] }, as: { text: 'T', blocks: [{ type: 'divider' }] } },
  ],
});
