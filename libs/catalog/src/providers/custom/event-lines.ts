const longest = 16 * 1024 * 1024;

/** The texts of a streamed body: data of server-sent events (WHATWG HTML, 9.2), or lines of JSON. `[DONE]` ends it. */
export async function* eventTexts(
  body: AsyncIterable<Uint8Array>,
  format: 'sse' | 'jsonl',
): AsyncGenerator<string, void, void> {
  let event: string[] = [];
  let done = false;
  for await (const line of linesOf(body)) {
    if (format === 'jsonl') {
      if (line.trim()) yield line;
      continue;
    }
    if (line.startsWith('data:')) event.push(line.slice(line[5] === ' ' ? 6 : 5));
    if (line !== '' || event.length === 0) continue;
    const data = event.join('\n');
    event = [];
    // The body is read to its end all the same: who leaves it closes the connection, which the next call wants to use.
    done ||= data === '[DONE]';
    if (!done) yield data;
  }
  // An event without a blank line behind it was cut.
  if (event.length && !done) yield event.join('\n');
}

async function* linesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of body) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    if (rest.length > longest) throw new Error('a line of the answer is too long');
    yield* lines;
  }
  if (rest) yield rest;
}
