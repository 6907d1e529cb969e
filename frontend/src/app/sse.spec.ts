import { sseParser, type SseEvent } from './sse.js';

const parse = (...chunks: string[]): SseEvent[] => {
  const events: SseEvent[] = [];
  const parser = sseParser((event) => events.push(event));
  for (const chunk of chunks) parser.feed(chunk);
  return events;
};

describe('server-sent events', () => {
  it('reads id, name and data', () =>
    expect(parse('id: run_a@12\nevent: run\ndata: {"seq":12}\n\n')).toEqual([
      { id: 'run_a@12', event: 'run', data: '{"seq":12}' },
    ]));

  it('does not mind where the network cuts', () => {
    const text = 'id: 1\ndata: a\n\nid: 2\r\ndata: b\r\n\r\n: ping\n\ndata: c\n\n';
    const whole = parse(text);
    for (let cut = 1; cut < text.length; cut++) expect(parse(text.slice(0, cut), text.slice(cut))).toEqual(whole);
    expect(whole.map((event) => event.data)).toEqual(['a', 'b', 'c']);
  });

  it('joins lines of data, and strips one blank only', () =>
    expect(parse('data: a\ndata:  b\n\n')[0]?.data).toBe('a\n b'));
  it('drops an event that the end of the stream cut off', () => expect(parse('data: a\n\ndata: b')).toHaveLength(1));
  it('keeps the last id for events without one', () =>
    expect(parse('id: 7\ndata: a\n\ndata: b\n\n').map((event) => event.id)).toEqual(['7', '7']));
});
