import type { supportTriageJourney } from './support-triage.js';

/** What must hold of the journey, however the platform runs. */
export function expectJourney(seen: Awaited<ReturnType<typeof supportTriageJourney>>): void {
  const { run, messages, report, history, notices, mails, slackPosts, answers, files } = seen;
  expect(run.error).toBeNull();
  expect(run.status).toBe('succeeded');
  expect(run.usage.inputTokens).toBeGreaterThan(0);

  const rows = new Map(report.rows.map((row) => [row.id, row]));
  expect([...rows.keys()]).toEqual(messages.map(({ id }) => id));
  const decisions = report.rows.map(({ decision }) => decision);
  expect(decisions.filter((decision) => decision === 'refund approved')).toHaveLength(1);
  expect(decisions.filter((decision) => decision === 'refund rejected')).toHaveLength(answers.length - 1);
  expect(rows.get('msg-002')).toMatchObject({ topic: 'bug', decision: 'reply drafted' });
  expect(rows.get('msg-008')).toMatchObject({ topic: 'spam', decision: 'ignored' });
  for (const row of report.rows)
    expect(row).toMatchObject({
      why: expect.stringMatching(/Classified as/),
      ms: expect.any(Number),
      tokens: expect.any(Number),
      costMicros: 0,
    });
  expect(files.map(({ name }) => name).sort()).toEqual(['report.csv', 'report.json']);

  // Each message but the spam was told once to each place.
  const told = messages.length - 1;
  const [welcome, ...others] = mails;
  expect(welcome?.subject).toBe('Verify your e-mail address');
  expect(others).toHaveLength(told);
  expect(new Set(others.map(({ messageId }) => messageId)).size).toBe(told);
  expect(slackPosts).toBe(told);
  expect(notices.filter(({ title }) => title.startsWith('msg-'))).toHaveLength(told);
  expect(notices.filter(({ title }) => title === 'Waiting for you')).toHaveLength(answers.length);

  expect(history.map(({ seq }) => seq)).toEqual(history.map((_, index) => index + 1));
  expect(history.at(-1)?.type).toBe('run.finished');
  const results = history
    .filter(({ type }) => type === 'step.succeeded')
    .map(({ path, data }) => `${path} ${String(data['attempt'])}`);
  expect(new Set(results).size).toBe(results.length);
}
