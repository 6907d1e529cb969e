import type { TurnOutput } from './conversation.js';
import { callPath, turnPath } from './task-paths.js';
import { textsIn } from './argument-constraints.js';
import type { ToldMemory } from '../memory/remembering-task.js';
import type { TaskInput } from './task.entity.js';
import type { CallState, TaskState } from './task-protocol.js';

/** Characters in a row that two texts share by more than chance. */
const derivedLength = 16;
const seedLength = 8;
/** Characters of outside content that are looked through. Beyond, everything counts as derived. */
const mostLooked = 4_000_000;
const mostParts = 20;
/** Places of one seed that are looked at, and characters that are compared there: a text of one repeated character must not take long. */
const mostPlaces = 2048;
const longestLooked = 2000;
const longestPart = 200;

/** What strangers wrote, as far as it has reached the context of a task. Its texts are looked at when somebody asks for parts of them. */
export class OutsideContent {
  private known: readonly string[] | undefined;

  private constructor(
    readonly isThere: boolean,
    private readonly collect: () => unknown[],
  ) {}

  /**
   * All that the turns so far have brought in, and the input where it comes from strangers.
   * @param reminded what the turn at hand is reminded of
   */
  static of(
    task: TaskInput,
    state: TaskState,
    output: (path: string) => unknown,
    reminded: readonly ToldMemory[] = [],
  ): OutsideContent {
    const isReminded = reminded.some(({ outside }) => outside);
    return new OutsideContent(isReminded || OutsideContent.hasEntered(task, state), () => {
      const found: unknown[] = task.outside ? [task.goal, task.input] : [];
      const before = state.turns.some((turn) => turn.outside) ? (output(turnPath(1)) as TurnOutput).recalled : [];
      for (const { content, outside } of [...reminded, ...(before ?? [])]) if (outside) found.push(content);
      found.push(...(task.conversation?.outside ?? []));
      state.turns.forEach(({ calls }, index) =>
        calls.forEach((call, nth) => {
          if (!broughtIn(call)) return;
          // An error tells what the other side answered.
          found.push(call.status === 'done' ? output(callPath(index + 1, nth)) : call.error?.message);
        }),
      );
      return found;
    });
  }

  static hasEntered(task: Pick<TaskInput, 'outside' | 'conversation'>, { turns }: TaskState): boolean {
    const wasThere = task.outside === true || (task.conversation?.outside.length ?? 0) > 0;
    return wasThere || turns.some((turn) => turn.outside === true || turn.calls.some(broughtIn));
  }

  private get texts(): readonly string[] {
    this.known ??= this.collect()
      .flatMap((value) => [...textsIn(value)].flatMap((text) => [text, ...decodedIn(text)]))
      .map(plain);
    return this.known;
  }

  /** The parts of the arguments that come from it, as they stand there; also where they were encoded on the way. */
  partsIn(input: unknown): string[] {
    if (!this.isThere) return [];
    const total = this.texts.reduce((sum, text) => sum + text.length, 0);
    if (total > mostLooked) return [`(more than ${mostLooked} characters came from outside)`];
    const whole = this.texts.join('\n');
    const seeds = seedsOf(whole);
    const parts = new Set<string>();
    for (const text of textsIn(input))
      for (const form of formsOf(text))
        for (const part of partsOf(plain(form), whole, seeds)) {
          parts.add(part.slice(0, longestPart));
          if (parts.size >= mostParts) return [...parts];
        }
    return [...parts];
  }
}

/** A call that was made, and whose result comes from strangers. */
const broughtIn = ({ outside, status, error, decision }: CallState): boolean =>
  outside === true && (status === 'done' || (error !== undefined && decision !== 'rejected' && decision !== 'expired'));

/** Letters count, not how they are spaced or whether they are capitals. */
const plain = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();

/** Every run of `derivedLength` characters of the whole holds one of these seeds. */
function seedsOf(whole: string): Map<string, number[]> {
  const seeds = new Map<string, number[]>();
  for (let at = 0; at + seedLength <= whole.length; at += seedLength) {
    const seed = whole.slice(at, at + seedLength);
    const known = seeds.get(seed);
    if (!known) seeds.set(seed, [at]);
    else if (known.length < mostPlaces) known.push(at);
  }
  return seeds;
}

function* partsOf(text: string, whole: string, seeds: ReadonlyMap<string, number[]>): Generator<string> {
  // Short values are looked for as whole words: an account, an amount, a name.
  if (text.length < derivedLength) {
    if (text.length >= 4 && hasWord(whole, text)) yield text;
  }
  for (const name of text.match(/[\w.+-]{1,64}@[\w-]{1,63}(\.[\w-]{1,63}){1,8}|(?<=:\/\/)[\w.-]{1,253}/g) ?? [])
    if (hasWord(whole, name)) yield name;
  for (let at = 0; at + seedLength <= text.length; at++) {
    const length = longestAt(text, at, whole, seeds);
    if (length < derivedLength) continue;
    yield text.slice(at, at + length);
    at += length - 1;
  }
}

/** How many characters from here on stand in the whole as well, as far as a seed tells. */
function longestAt(text: string, at: number, whole: string, seeds: ReadonlyMap<string, number[]>): number {
  let longest = 0;
  // The match may begin up to a seed's length before the place that is indexed.
  for (let shift = 0; shift < seedLength; shift++) {
    const places = seeds.get(text.slice(at + shift, at + shift + seedLength)) ?? [];
    // Whoever repeats a piece until its places are no longer known must not hide the last one by that.
    if (places.length >= mostPlaces) longest = Math.max(longest, derivedLength);
    for (const place of places) {
      const from = place - shift;
      if (from < 0) continue;
      let length = 0;
      while (length < longestLooked && at + length < text.length && whole[from + length] === text[at + length])
        length++;
      longest = Math.max(longest, length);
      if (longest >= longestLooked) return longest;
    }
  }
  return longest;
}

function hasWord(whole: string, word: string): boolean {
  for (let at = whole.indexOf(word); at >= 0; at = whole.indexOf(word, at + 1))
    if (!isLetter(whole[at - 1]) && !isLetter(whole[at + word.length])) return true;
  return false;
}

const isLetter = (character: string | undefined): boolean => character !== undefined && /[\p{L}\p{N}]/u.test(character);

/** What stands encoded in a text: a model that obeys reads that, too. Ways to hide something are endless; `strict` does not depend on this. */
function decodedIn(text: string): string[] {
  const found = text.match(/[A-Za-z0-9+/_-]{24,}={0,2}/g) ?? [];
  const decoded = found.slice(0, 200).flatMap((piece) => formsOf(piece).slice(1));
  return text.includes('%') ? [...decoded, ...formsOf(text).slice(1)] : decoded;
}

/** The text, and what it says when it is decoded. */
function formsOf(text: string): string[] {
  const forms = [text];
  if (text.includes('%')) {
    try {
      forms.push(decodeURIComponent(text));
    } catch {
      // It only looks like an encoded text.
    }
  }
  if (text.length >= derivedLength && /^[A-Za-z0-9+/_=-]+$/.test(text)) {
    forms.push(Buffer.from(text, 'base64').toString('utf8'));
    if (/^[0-9a-f]+$/i.test(text)) forms.push(Buffer.from(text, 'hex').toString('utf8'));
  }
  return forms;
}
