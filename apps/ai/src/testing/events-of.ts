/** One server-sent event. */
export interface Heard {
  event: string;
  data: Record<string, unknown>;
  /** When it was heard, ms since the request. */
  at: number;
}

/** Reads a stream of events as it comes. For tests. @throws Error with the answer when it is no stream */
export async function* eventsOf(
  url: string,
  headers: Record<string, string>,
  body: object,
  signal?: AbortSignal,
): AsyncGenerator<Heard, void, void> {
  const began = performance.now();
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    ...(signal ? { signal } : {}),
  });
  if (answer.status !== 200) throw new Error(`${answer.status}: ${await answer.text()}`);
  let rest = '';
  for await (const bytes of answer.body!) {
    rest += Buffer.from(bytes as Uint8Array).toString();
    const events = rest.split('\n\n');
    rest = events.pop()!;
    for (const text of events) {
      const data = /^data: (.*)$/m.exec(text)?.[1];
      const event = /^event: (.*)$/m.exec(text)?.[1] ?? 'message';
      if (data?.startsWith('{'))
        yield { event, data: JSON.parse(data) as Record<string, unknown>, at: performance.now() - began };
    }
  }
}
