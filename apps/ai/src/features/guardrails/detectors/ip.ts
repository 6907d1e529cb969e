import ipaddr from 'ipaddr.js';
import type { Found } from './finding.js';

const four = /(?<![\w.-])(?:\d{1,3}\.){3}\d{1,3}(?![\w-]|\.\d)/g;
const six = /(?<![\w:.])[0-9a-f]{1,4}:[0-9a-f:]{3,38}(?![\w:])/gi;
const version = /(?:version|release|build|\bv|ver\.?)\s{0,2}$/i;

/** Addresses on the public network; private and special ones lead to nobody. */
export function findIps(text: string): Found[] {
  const found: Found[] = [];
  for (const match of text.matchAll(four)) {
    if (!isPublic(match[0]) || version.test(text.slice(Math.max(0, match.index - 12), match.index))) continue;
    found.push(seen(match.index, match[0], 'IPv4'));
  }
  for (const match of text.matchAll(six)) if (isPublic(match[0])) found.push(seen(match.index, match[0], 'IPv6'));
  return found;
}

const isPublic = (text: string): boolean => ipaddr.isValid(text) && ipaddr.parse(text).range() === 'unicast';
const seen = (start: number, text: string, family: string): Found => ({
  kind: 'ip',
  start,
  end: start + text.length,
  reason: `a public ${family} address`,
  sample: family,
});
