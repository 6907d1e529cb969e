import { watchedEvent } from '#libs/contracts';
import { heardEvents, watchedBy, watchedEvents } from './watched-events.js';

describe('what watchers wait for', () => {
  it.each(watchedEvent.options)('%s says something of its own sample, as its schema has it', (on) => {
    const { type, say, sample } = watchedEvents[on];
    const data = sample();
    const notice = say(data as never);
    expect(notice.subject).not.toBe('');
    expect(notice.text).not.toMatch(/undefined|null|NaN/);
    expect(notice.link).toMatch(/^\//);
    const spec = Object.values(heardEvents)
      .flat()
      .find((each) => each.type === type);
    if (on === 'queue.aged') expect(spec).toBeUndefined();
    else {
      expect(spec!.data.safeParse(data).error).toBeUndefined();
      expect(watchedBy(type!, data)).toBe(on);
    }
  });

  it('is told apart by how it ended', () => {
    expect(watchedBy('task.finished.v1', { status: 'succeeded' })).toBeUndefined();
    expect(watchedBy('delivery.finished.v1', { status: 'delivered' })).toBeUndefined();
    expect(watchedBy('run.started.v1', {})).toBeUndefined();
  });

  it('names the step that failed', () => {
    const run = { runId: 'run_1', workflowId: 'wf_1', workflowName: 'Refunds', version: 2 };
    const error = { code: 'X', message: 'No such order', path: 'look-up' };
    expect(watchedEvents['run.failed'].say({ ...run, error } as never)).toEqual({
      subject: '"Refunds" failed',
      text: 'look-up: No such order',
      link: '/runs/run_1',
      runId: 'run_1',
    });
  });
});
