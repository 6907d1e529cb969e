import type { AnswerDetector, Sighting } from './sighting.js';

interface Form {
  text: string;
  /** Which canary, counted from 1. */
  number: number;
}

/** A detector of marker texts: as they are, in lower or upper case, reversed, percent-encoded, in hex and in base64 at any offset. */
export function canaryDetector(canaries: readonly string[]): AnswerDetector {
  const forms = canaries.flatMap((canary, index) => formsOf(canary).map((text): Form => ({ text, number: index + 1 })));
  return (text, hasEnded) => {
    const found: Sighting[] = [];
    let undecidedFrom = text.length;
    for (const { text: form, number } of forms) {
      for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + form.length))
        found.push({
          detector: 'canary',
          kind: 'canary',
          start: at,
          end: at + form.length,
          reason: 'a marker text of the policy that must not come back',
          sample: `marker text ${number}`,
        });
      if (!hasEnded) undecidedFrom = Math.min(undecidedFrom, beginningAtEnd(text, form));
    }
    return { found, undecidedFrom };
  };
}

function formsOf(canary: string): string[] {
  const bytes = Buffer.from(canary);
  const forms = [
    canary,
    canary.toLowerCase(),
    canary.toUpperCase(),
    [...canary].reverse().join(''),
    encodeURIComponent(canary),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    JSON.stringify(canary).slice(1, -1),
  ];
  for (const offset of [0, 1, 2]) {
    const whole = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    // The characters at both ends hold bits of the neighbours too.
    const from = Math.ceil((offset * 8) / 6);
    const inner = whole.slice(from, Math.floor(((offset + bytes.length) * 8) / 6));
    forms.push(inner, inner.replaceAll('+', '-').replaceAll('/', '_'));
  }
  return [...new Set(forms)].filter(({ length }) => length >= 8);
}

/** Where the form may have begun that the end cut off. */
function beginningAtEnd(text: string, form: string): number {
  for (let start = Math.max(0, text.length - form.length + 1); start < text.length; start += 1)
    if (text[start] === form[0] && form.startsWith(text.slice(start))) return start;
  return text.length;
}
