import { addDuration, implement } from '../../kit.js';
import { humanForm } from './human-form.def.js';

export const runHumanForm = implement(humanForm, async ({ config, at, use }) => {
  const { title, body, schema, assignees } = config;
  const deadline = addDuration(at, config.deadline);
  await use.people.ask({ kind: 'form', title, body, schema, assignees, deadline });
  return { suspend: { answer: true, deadline } };
});
