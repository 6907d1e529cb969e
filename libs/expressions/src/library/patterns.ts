/**
 * Regular expressions as RE2 has them: no look-around and no back references, and so in time that grows with the text alone.
 * Even so a search costs the length of the text times the size of the pattern, which is drawn from the budget.
 */
import { RE2JS } from 're2js';
import { fn, text, type Fn } from '../fn.js';
import { ValueError, type Budget } from '../values.js';

const longest = 1000;
const largest = 2000;
/** Matches that one call may find. */
const mostMatches = 10_000;
/** A pattern can read the whole rest of the text for each match; only a clock sees that. */
const searchMs = 500;

const kept = new Map<string, RE2JS>();

function compiled(value: unknown, budget: Budget): RE2JS {
  const source = text(value, 'a pattern');
  const known = kept.get(source);
  if (known) return known;
  if (source.length > longest) throw new ValueError(`a pattern may have at most ${longest} characters`, source);
  const made = readPattern(source);
  const size = made.programSize();
  if (size > largest) throw new ValueError('the pattern is too large', source);
  budget.spend(size * 32);
  if (kept.size >= 200) kept.delete(kept.keys().next().value!);
  kept.set(source, made);
  return made;
}

function readPattern(source: string): RE2JS {
  try {
    return RE2JS.compile(source);
  } catch (error) {
    throw new ValueError(
      `this is no pattern: ${(error as Error).message.replace('error parsing regexp: ', '')}`,
      source,
    );
  }
}

/** Ready to search a text; charged as if all of it were read once. */
function search([value, pattern]: readonly unknown[], budget: Budget) {
  const source = text(value);
  const found = compiled(pattern, budget);
  budget.spend(1 + ((source.length * found.programSize()) >> 4));
  return { source, pattern: found };
}

type Matcher = ReturnType<RE2JS['matcher']>;

/** Calls `take` for each match, in order. */
function eachMatch(args: readonly unknown[], budget: Budget, take: (matcher: Matcher) => void): string {
  const { source, pattern } = search(args, budget);
  const matcher = pattern.matcher(source);
  const until = performance.now() + searchMs;
  for (let matches = 0; matcher.find(); matches++) {
    budget.spend(4);
    if (matches >= mostMatches) throw new ValueError(`a search may find at most ${mostMatches} matches`, source);
    if (performance.now() > until) throw new ValueError('the pattern takes too long on this text', source);
    take(matcher);
  }
  return source;
}

/** Named groups as a map, else the groups in order; null for one that took no part. */
function groupsOf(matcher: Matcher): unknown {
  const named = matcher.getNamedGroups();
  if (Object.keys(named).length > 0)
    return Object.fromEntries(Object.entries(named).map(([name, value]) => [name, value ?? null]));
  return Array.from({ length: matcher.groupCount() }, (_, index) => matcher.group(index + 1) ?? null);
}

export const patterns: Record<string, Fn> = {
  matches: fn(
    'matches(text, pattern): boolean',
    'Whether the pattern is found in the text; ^ and $ bind it to the ends.',
    ['"order HA-12".matches("^order [A-Z]+-[0-9]+$")', true],
    (args, budget) => {
      const { source, pattern } = search(args, budget);
      return pattern.test(source);
    },
  ),
  find: fn(
    'find(text, pattern): text',
    'The first match, or null.',
    ['find("order HA-12, HA-13", "HA-[0-9]+")', 'HA-12'],
    (args, budget) => {
      const { source, pattern } = search(args, budget);
      const matcher = pattern.matcher(source);
      return matcher.find() ? matcher.group() : null;
    },
  ),
  findAll: fn(
    'findAll(text, pattern): list',
    'Every match.',
    ['findAll("HA-12, HA-13", "[0-9]+")', ['12', '13']],
    (args, budget) => {
      const found: unknown[] = [];
      eachMatch(args, budget, (matcher) => found.push(matcher.group()));
      return found;
    },
  ),
  capture: fn(
    'capture(text, pattern): any',
    'The groups of the first match: a map of named ones (?P<name>…), else a list; null without a match.',
    ['capture("2026-11", "(?P<year>[0-9]+)-(?P<month>[0-9]+)")', { year: '2026', month: '11' }],
    (args, budget) => {
      const { source, pattern } = search(args, budget);
      const matcher = pattern.matcher(source);
      return matcher.find() ? groupsOf(matcher) : null;
    },
  ),
  captureAll: fn(
    'captureAll(text, pattern): list',
    'The groups of every match.',
    [
      'captureAll("a=1;b=2", "(\\\\w)=(\\\\d)")',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    (args, budget) => {
      const found: unknown[] = [];
      eachMatch(args, budget, (matcher) => found.push(groupsOf(matcher)));
      return found;
    },
  ),
  replaceMatches: fn(
    'replaceMatches(text, pattern, by): text',
    'Every match replaced by a text, taken literally.',
    ['replaceMatches("tel 030 12", "[0-9]", "#")', 'tel ### ##'],
    (args, budget) => {
      const by = text(args[2]);
      const pieces: string[] = [];
      let from = 0;
      const source = eachMatch(args, budget, (matcher) => {
        pieces.push(text(args[0]).slice(from, matcher.start()), by);
        from = matcher.end();
      });
      pieces.push(source.slice(from));
      budget.spendText(pieces.reduce((length, piece) => length + piece.length, 0));
      return pieces.join('');
    },
  ),
  splitMatches: fn(
    'splitMatches(text, pattern): list',
    'The parts between the matches.',
    ['splitMatches("a, b;c", "[,;] *")', ['a', 'b', 'c']],
    (args, budget) => {
      const pieces: string[] = [];
      let from = 0;
      const source = eachMatch(args, budget, (matcher) => {
        if (matcher.end() === matcher.start()) return;
        pieces.push(text(args[0]).slice(from, matcher.start()));
        from = matcher.end();
      });
      return [...pieces, source.slice(from)];
    },
  ),
};
