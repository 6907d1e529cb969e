import { addDuration, implement } from '../../kit.js';
import { humanApproval } from './human-approval.def.js';

export const runHumanApproval = implement(humanApproval, async ({ config, at, use }) => {
  const { title, body, assignees, quorum, escalateTo } = config;
  const deadline = addDuration(at, config.deadline);
  const facts = Object.entries(config.facts ?? {}).map(([label, value]) => ({ label, value }));
  await use.people.ask({ kind: 'approval', title, body, facts, assignees, quorum, deadline, escalateTo });
  return { suspend: { answer: true, deadline } };
});
