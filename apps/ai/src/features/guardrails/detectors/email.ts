import type { Found } from './finding.js';

const local = /[A-Za-z0-9.!#$%&'*+/=?^_`{|}~\u00a1-\uffff-]/;
const domain =
  /(?:[A-Za-z0-9\u00a1-\uffff](?:[A-Za-z0-9\u00a1-\uffff-]{0,61}[A-Za-z0-9\u00a1-\uffff])?\.){1,8}[A-Za-z\u00a1-\uffff]{2,24}(?![A-Za-z0-9])/y;
const longestLocal = 64;

/** E-mail addresses, found from their `@`. */
export function findEmails(text: string): Found[] {
  const found: Found[] = [];
  let free = 0;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    let start = at;
    while (start > free && at - start < longestLocal && local.test(text[start - 1]!)) start -= 1;
    // Quotes and the like before the name are the sentence's.
    while (start < at && !/[A-Za-z0-9_\u00a1-\uffff]/.test(text[start]!)) start += 1;
    if (start === at) continue;
    domain.lastIndex = at + 1;
    const match = domain.exec(text);
    if (!match) continue;
    const end = at + 1 + match[0].length;
    found.push({
      kind: 'email',
      start,
      end,
      reason: 'an e-mail address',
      sample: '…@….' + match[0].split('.').at(-1)!,
    });
    free = end;
  }
  return found;
}
