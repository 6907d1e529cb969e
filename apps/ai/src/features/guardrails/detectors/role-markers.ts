import type { Signal } from './injection.js';

/** What templates of models use to say who speaks, and what pretends that the user's part is over. */
const markers: readonly { kind: string; weight: number; pattern: RegExp }[] = [
  {
    kind: 'role-marker',
    weight: 0.7,
    pattern:
      /<\|(?:im_start|im_end|im_sep|system|user|assistant|endoftext|eot_id|start_header_id|end_header_id|begin_of_text|channel|message)\|>/gi,
  },
  {
    kind: 'role-marker',
    weight: 0.7,
    pattern:
      /\[\/?INST\]|<<\/?SYS>>|<(?:start|end)_of_turn>|<\/?(?:system|assistant|developer)(?:_prompt|-prompt|_message|_instructions?)?>/gi,
  },
  {
    kind: 'role-line',
    weight: 0.35,
    pattern: /(?:system|assistant|developer)(?: (?:prompt|message|note|override|instructions?))?\]?[ \t*]{0,3}[:：]/gi,
  },
  { kind: 'turn-marker', weight: 0.5, pattern: /\n\r?\n(?:Human|Assistant): /g },
  {
    kind: 'end-marker',
    weight: 0.5,
    pattern:
      /(?:-{3,10}|={3,10}|#{2,6}|\[)\s{0,2}(?:end|begin|start) (?:of )?(?:the )?(?:user |system |user's )?(?:input|prompt|message|instructions?|query|context|document)\s{0,2}(?:-{3,10}|={3,10}|#{2,6}|\])/gi,
  },
  {
    kind: 'tool-marker',
    weight: 0.6,
    pattern: /<\/?(?:tool_call|function_call|function_calls|invoke|tool_result|function_results)\b/gi,
  },
];

/** Fake role markers and ends of a prompt. */
export function roleMarkers(text: string): Signal[] {
  const signals: Signal[] = [];
  for (const { kind, weight, pattern } of markers) {
    // `matchAll` would copy the pattern for each text.
    pattern.lastIndex = 0;
    for (let match = pattern.exec(text); match; match = pattern.exec(text))
      if (kind !== 'role-line' || beginsLine(text, match.index))
        signals.push({ kind, weight, start: match.index, end: match.index + match[0].length });
  }
  return signals;
}

/** Only quotes, stars, hashes and a bracket stand before it in its line. */
const beginsLine = (text: string, at: number): boolean =>
  /(?:^|[\r\n])[ \t>*#]{0,6}\[?$/.test(at < 8 ? text.slice(0, at) : `x${text.slice(at - 8, at)}`);
