import { z } from 'zod';
import { defineChannel } from '../../kit.js';
import { subjectOf } from '../subject.js';

export const inApp = defineChannel({
  id: 'in_app',
  carries: 'in_app',
  version: 1,
  title: 'In the app',
  description: 'A message in the bell of the web app',
  icon: 'bell',
  effect: 'idempotent',
  config: z.strictObject({}),
  summary: () => 'This app',
  render: (message) => ({ title: subjectOf(message), text: message.text, link: message.link }),
});
