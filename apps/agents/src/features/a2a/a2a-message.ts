import type { Message } from '@a2a-js/sdk';
import { ContentTypeNotSupportedError, RequestMalformedError } from '@a2a-js/sdk/errors';

/** Characters of what a message asks for; more of it is data. */
const longest = 20_000;
/** What ids of a client may be, so that they can be looked up. */
const plainId = /^[\x21-\x7e]{1,191}$/;

/** What a message asks of an agent. */
export interface AskedByMessage {
  messageId: string;
  contextId: string | undefined;
  text: string;
  data: unknown[];
}

/** @throws RequestMalformedError, ContentTypeNotSupportedError */
export function readMessage(message: Message | undefined): AskedByMessage {
  if (!message) throw new RequestMalformedError('message is required');
  const { messageId, contextId, parts } = message;
  for (const [name, id] of Object.entries({ messageId, contextId }))
    if ((id !== '' || name === 'messageId') && !plainId.test(id))
      throw new RequestMalformedError(`${name}: expected 1 to 191 visible ASCII characters`);
  const texts: string[] = [];
  const data: unknown[] = [];
  for (const { content } of parts) {
    if (content?.$case === 'text') texts.push(content.value);
    else if (content?.$case === 'data') data.push(content.value);
    else throw new ContentTypeNotSupportedError('Parts may be text or data; files are not taken');
  }
  const text = texts.join('\n').trim();
  if (text === '' && data.length === 0) throw new RequestMalformedError('The message has no text and no data');
  if (text.length > longest)
    throw new RequestMalformedError(
      `The text is longer than ${longest} characters; send what is to be worked on as data`,
    );
  return { messageId, contextId: contextId === '' ? undefined : contextId, text, data };
}
