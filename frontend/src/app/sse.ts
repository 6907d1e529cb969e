/** One server-sent event. */
export interface SseEvent {
  id?: string;
  event: string;
  data: string;
}

/**
 * Cuts a server-sent event stream into events, wherever the network cuts its bytes.
 * Follows the WHATWG rules: CR, LF or CRLF ends a line, an empty line ends an event, a comment is no event.
 */
export function sseParser(onEvent: (event: SseEvent) => void): { feed(chunk: string): void } {
  let rest = '';
  let id: string | undefined;
  let event = '';
  let data: string[] = [];
  let first = true;

  const take = (line: string) => {
    if (line === '') {
      if (data.length > 0) onEvent({ id, event: event || 'message', data: data.join('\n') });
      event = '';
      data = [];
      return;
    }
    const colon = line.indexOf(':');
    if (colon === 0) return;
    const field = colon < 0 ? line : line.slice(0, colon);
    const raw = colon < 0 ? '' : line.slice(colon + 1);
    const value = raw.startsWith(' ') ? raw.slice(1) : raw;
    if (field === 'data') data.push(value);
    else if (field === 'event') event = value;
    else if (field === 'id' && !value.includes('\0')) id = value;
  };

  return {
    feed(chunk) {
      rest += first ? chunk.replace(/^\uFEFF/, '') : chunk;
      first &&= chunk === '';
      for (;;) {
        const end = rest.search(/[\r\n]/);
        if (end < 0) return;
        // A CR at the end of a chunk may be half of a CRLF: wait for what follows.
        if (rest[end] === '\r' && end === rest.length - 1) return;
        const width = rest[end] === '\r' && rest[end + 1] === '\n' ? 2 : 1;
        take(rest.slice(0, end));
        rest = rest.slice(end + width);
      }
    },
  };
}
