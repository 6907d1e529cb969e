import { untilSeen, type Sighting, type Sightings } from './sighting.js';

const header = /-----BEGIN (?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)?-----/g;
const footer = /-----END [A-Z0-9 ]{1,80}-----/;
/** A header that the end cut off. */
const openHeader = /-----BEGIN [A-Z0-9 ]{0,90}-{0,5}$|-----(?:B|BE|BEG|BEGI|BEGIN)$|-{1,5}$/;
const longestKey = 32_768;

/** PEM and PGP private keys, from their header to their footer. */
export function findPrivateKeys(text: string, hasEnded: boolean): Sightings {
  const found: Sighting[] = [];
  for (const match of text.matchAll(header)) {
    if (found.at(-1) && found.at(-1)!.end > match.index) continue;
    const from = match.index + match[0].length;
    const close = footer.exec(text.slice(from, from + longestKey));
    const end = close ? from + close.index + close[0].length : Math.min(text.length, from + longestKey);
    const isOpen = !close && end === text.length && !hasEnded;
    found.push({
      detector: 'secret',
      kind: 'private-key',
      start: match.index,
      end,
      reason: 'a private key',
      sample: '-----BEGIN … PRIVATE KEY-----',
      ...(isOpen ? { goesOn: goesOn(text.slice(from)) } : {}),
    });
  }
  if (hasEnded) return { found, undecidedFrom: text.length };
  const tail = text.slice(-120);
  const open = openHeader.exec(tail);
  return { found, undecidedFrom: open ? text.length - tail.length + open.index : text.length };
}

/** The footer itself may be cut as well: what is known of the body so far counts. */
function goesOn(body: string) {
  const rest = untilSeen(footer, { most: longestKey, tail: 100 });
  rest.endIn(body);
  return rest;
}
