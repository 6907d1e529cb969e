import { backends, callerAs, ServiceUnderTest } from '#libs/service/testing/service-under-test';
import { aiService } from '../../app.module.js';
import { identity, scaled } from './calibration.js';
import { Feedback } from './feedback.js';

describe.each(backends)('feedback on %s', (backend) => {
  let service: ServiceUnderTest;
  beforeAll(async () => {
    service = await ServiceUnderTest.start(aiService, backend, {}, { OPENAI_API_KEY: '', OLLAMA_BASE_URL: '' });
  }, 120_000);
  afterAll(() => service.stop());

  it('changes confidences once enough was said, for these labels, this model and this company alone', async () => {
    const feedback = service.get(Feedback);
    const caller = callerAs('operator');
    const labels = ['bug', 'spam'];
    const say = (count: number) =>
      Promise.all(
        Array.from({ length: count }, (_, at) =>
          feedback.give(caller, { labels, model: 'a/b', stated: 0.9, correct: at % 2 === 0 }),
        ),
      );
    await say(19);
    expect(await feedback.scaling(caller.companyId, 'a/b', labels)).toBeUndefined();
    await say(1);
    const scaling = await feedback.scaling(caller.companyId, 'a/b', ['spam', 'bug']);
    expect(scaled(0.9, scaling ?? identity)).toBeLessThan(0.7);
    expect(await feedback.scaling(caller.companyId, 'a/c', labels)).toBeUndefined();
    expect(await feedback.scaling(caller.companyId, 'a/b', ['bug', 'ham'])).toBeUndefined();
    expect(await feedback.scaling(callerAs('operator').companyId, 'a/b', labels)).toBeUndefined();
  });
});
