import { describeChannel } from '../../conformance/channel-suite.js';
import { inApp } from './in-app.def.js';
import { sendInApp } from './in-app.run.js';

describeChannel(inApp, {
  config: {},
  secrets: [],
  invalid: [{ config: null, path: '' }],
  renders: [
    { message: { text: '\n Hello there \nmore' }, as: { title: 'Hello there', text: '\n Hello there \nmore' } },
    { message: { subject: 'S', text: 'T', link: '/runs/1' }, as: { title: 'S', text: 'T', link: '/runs/1' } },
    { message: { text: 'x'.repeat(200) }, as: { title: `${'x'.repeat(119)}…`, text: 'x'.repeat(200) } },
  ],
});

it('is stored for the person under the key', async () => {
  const store = jest.fn(() => Promise.resolve());
  const use = { inApp: { store }, network: undefined as never, signature: undefined as never };
  const message = { key: 'k1', to: 'usr_1', subject: 'S', text: 'T' };
  await sendInApp({ config: {}, message, signal: new AbortController().signal, use });
  expect(store).toHaveBeenCalledWith({ key: 'k1', userId: 'usr_1', title: 'S', text: 'T' });
});
