import { implement } from '../../kit.js';
import { askingTimes } from '../../kit/asking.js';
import { humanApproval } from './human-approval.def.js';

export const runHumanApproval = implement(humanApproval, async ({ config, at, use }) => {
  const { title, body, assignees, quorum, rejections, escalateTo } = config;
  const { deadline, alarms } = askingTimes(config, at);
  const facts = Object.entries(config.facts ?? {}).map(([label, value]) => ({ label, value }));
  const escalation = escalateTo && alarms.escalate !== undefined ? { to: escalateTo, at: alarms.escalate } : undefined;
  await use.people.ask({ kind: 'approval', title, body, facts, assignees, quorum, rejections, deadline, escalation });
  return { suspend: { answer: true, deadline, alarms } };
});
