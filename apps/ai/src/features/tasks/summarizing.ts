import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { summarizeRequest, summarizeResponse } from '#libs/contracts';
import type { Asking } from '../calls/asking.js';
import { inParallel } from './in-parallel.js';
import { joinPrompt, notesPrompt, summarizePrompt } from './prompts.js';
import { roomFor } from './room.js';
import { Spent } from './spent.js';
import { splitText } from './split-text.js';
import { counting, TaskPrompting, type TaskRun } from './task-run.js';
import { countTokens } from './tokens.js';

type Wish = Pick<z.output<typeof summarizeRequest>, 'maxWords' | 'style' | 'language'>;

/** A part is read in one go up to this; more and the middle is overlooked. */
const partTokens = 24_000;
/** Rounds after which notes are cut instead of read again: no text may go round for ever. */
const mostRounds = 5;

/**
 * Summaries of texts of any length. What fits is read at once; else its parts are read side by side, and what was noted down of them
 * is read in the same way until it fits.
 */
@Injectable()
export class Summarizing {
  constructor(private readonly prompting: TaskPrompting) {}

  /** @throws MODEL_CANNOT_DO when rules are asked for another language */
  async summarize(
    run: TaskRun,
    { text, ...wish }: z.output<typeof summarizeRequest>,
  ): Promise<z.output<typeof summarizeResponse>> {
    const { asking, model } = run;
    if (model.isRules && wish.language !== undefined)
      throw await this.prompting.cannot(asking, model, 'write in a language that is named');
    const spent = new Spent();
    const { notes, parts } = await this.condense(run, text, { answer: answerTokens(wish.maxWords), spent });
    const summary = await this.write(run, asking, notes, wish, parts > 1, spent);
    return { summary, parts, usage: spent.sum };
  }

  /**
   * The text itself when it fits, else notes on it that fit.
   * @param answer tokens that the last answer needs
   */
  async condense(
    run: TaskRun,
    text: string,
    { answer, spent }: { answer: number; spent: Spent },
  ): Promise<{ notes: string; parts: number }> {
    const whole = roomFor(run.model, { answer });
    if ((await splitText(text, whole)).length === 1) return { notes: text, parts: 1 };
    const part = roomFor(run.model, { answer, most: partTokens });
    let pieces = await splitText(text, part);
    const parts = pieces.length;
    for (let round = 1; ; round += 1) {
      const share = Math.max(40, Math.floor((whole * 0.6) / pieces.length));
      const notes = await this.noteAll(run, pieces, share, round, spent);
      const kept = await asShort(notes, pieces, round >= mostRounds ? share : undefined);
      const joined = kept.join('\n\n');
      if ((await splitText(joined, whole)).length === 1) return { notes: joined, parts };
      pieces = await splitText(joined, part);
    }
  }

  private noteAll(run: TaskRun, pieces: string[], share: number, round: number, spent: Spent): Promise<string[]> {
    // Three quarters of a word a token; more than a page of notes on one part is no summary.
    const words = Math.min(400, Math.floor(share * 0.75));
    const done = counting(run.report, round === 1 ? 'reading' : 'joining', pieces.length);
    return inParallel(pieces, { signal: run.asking.signal }, async (piece, at, signal) => {
      const answer = await run.part(`notes ${round}.${at}`, { piece, words }, signal, (asking) =>
        this.note(run, asking, piece, words),
      );
      spent.add(answer.usage);
      done();
      return answer.text.trim();
    });
  }

  private async note(run: TaskRun, asking: Asking, piece: string, words: number) {
    if (!run.model.own.has('summarize'))
      return this.prompting.ask(run, asking, notesPrompt(piece, words)).then(({ text, usage }) => ({ text, usage }));
    const own = await this.prompting.models.native(run, asking, [piece] as const, ({ summarize }, [read]) =>
      summarize?.({ text: read, maxWords: words }),
    );
    return { text: own.summary, usage: own.usage };
  }

  private async write(run: TaskRun, asking: Asking, text: string, wish: Wish, ofNotes: boolean, spent: Spent) {
    if (run.model.own.has('summarize')) {
      const own = await this.prompting.models.native(run, asking, [text] as const, ({ summarize }, [read]) =>
        summarize?.({ text: read, maxWords: wish.maxWords }),
      );
      spent.add(own.usage);
      return styled(own.summary, wish.style);
    }
    const messages = ofNotes ? joinPrompt(text, wish) : summarizePrompt(text, wish);
    const answer = await this.prompting.ask(run, asking, messages);
    spent.add(answer.usage);
    return answer.text.trim();
  }
}

const answerTokens = (words: number): number => words * 2 + 2000;

/** Rules give sentences: as a list each has a line, as a headline the first one stands alone. */
function styled(summary: string, style: Wish['style']): string {
  if (style === 'paragraph') return summary;
  const sentences = [...new Intl.Segmenter(undefined, { granularity: 'sentence' }).segment(summary)]
    .map(({ segment }) => segment.trim())
    .filter((sentence) => sentence !== '');
  if (style === 'headline') return (sentences[0] ?? '').replace(/[.!]$/, '');
  return sentences.map((sentence) => `- ${sentence}`).join('\n');
}

/**
 * Notes that are hardly shorter than what they were made of are cut, so that each round comes nearer to the end.
 * @param share tokens that each may have, when it is time to end
 */
async function asShort(notes: string[], pieces: string[], share: number | undefined): Promise<string[]> {
  const [before, after] = await Promise.all([countTokens(pieces), countTokens(notes)]);
  return Promise.all(
    notes.map(async (note, at) => {
      const most = share ?? Math.max(40, Math.floor((before[at] ?? 0) / 2));
      return (after[at] ?? 0) <= most ? note : ((await splitText(note, most))[0] ?? '').trim();
    }),
  );
}
