import { implement } from '../../kit.js';
import { askingTimes } from '../../kit/asking.js';
import { humanForm } from './human-form.def.js';

export const runHumanForm = implement(humanForm, async ({ config, at, use }) => {
  const { title, body, schema, assignees, escalateTo } = config;
  const { deadline, alarms } = askingTimes(config, at);
  const escalation = escalateTo && alarms.escalate !== undefined ? { to: escalateTo, at: alarms.escalate } : undefined;
  await use.people.ask({ kind: 'form', title, body, schema, assignees, deadline, escalation });
  return { suspend: { answer: true, deadline, alarms } };
});
