import { describeChannel } from '../../conformance/channel-suite.js';
import { slackBot } from './slack-bot.def.js';

describeChannel(slackBot, {
  config: { token: 'xoxb-12-s3cret', channel: '#operations' },
  secrets: ['s3cret', 'xoxb'],
  invalid: [
    { config: { token: 's3cret', channel: '#x' }, path: 'token' },
    { config: { token: 'xoxb-a b', channel: '#x' }, path: 'token' },
    { config: { token: 'xoxb-1', channel: ' ' }, path: 'channel' },
  ],
  renders: [
    { message: { text: 'Hi <!channel>' }, as: { text: 'Hi &lt;!channel&gt;' } },
    { message: { subject: 'S', text: '*T*', slackChannel: '#x' }, as: { text: 'S\n*T*', channel: '#x' } },
    { message: { text: 'T', blocks: [{ type: 'divider' }] }, as: { text: 'T', blocks: [{ type: 'divider' }] } },
  ],
});
