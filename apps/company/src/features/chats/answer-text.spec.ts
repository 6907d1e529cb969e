import { answerText } from './answer-text.js';

it('says a text as it is, of an object what tells, and of anything else what it is', () => {
  expect(answerText('Hello')).toBe('Hello');
  expect(answerText({ usage: 1, answer: 'Yes' })).toBe('Yes');
  expect(answerText({ text: 1, summary: 'Short' })).toBe('Short');
  expect(answerText({ total: 3 })).toBe('{\n  "total": 3\n}');
  expect([answerText(7), answerText(false), answerText(null), answerText(undefined)]).toEqual(['7', 'false', '', '']);
  expect(answerText('x'.repeat(300_000))).toHaveLength(200_000);
});
