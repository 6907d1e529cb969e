import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { AppError, type ChatMessage, type translateRequest, type translateResponse } from '#libs/contracts';
import type { Asking } from '../calls/asking.js';
import { inParallel } from './in-parallel.js';
import { markFaults, mask, unmask } from './placeholders.js';
import { roomFor } from './room.js';
import { Spent } from './spent.js';
import { splitText } from './split-text.js';
import { counting, TaskPrompting, type TaskRun } from './task-run.js';
import { mendPrompt, translatePrompt } from './translate-prompt.js';

type Request = z.output<typeof translateRequest>;

/** An answer is as long as its part, so that a part must be short enough to be answered in time. */
const partTokens = 1500;
const mostMends = 2;
/** A part that was cut is halved, and its halves again. */
const mostHalvings = 3;

/** Translates texts of any length. Code, placeholders and addresses never reach the model, so it cannot change them. */
@Injectable()
export class Translating {
  constructor(private readonly prompting: TaskPrompting) {}

  /** @throws MODEL_CANNOT_DO for rules, MODEL_OUTPUT_INVALID when placeholders are lost even after two repairs */
  async translate(run: TaskRun, request: Request): Promise<z.output<typeof translateResponse>> {
    if (run.model.isRules) throw await this.prompting.cannot(run.asking, run.model, 'translate');
    const { text, held } = mask(request.text);
    // The answer needs as much room as the text.
    const room = roomFor(run.model, { answer: (run.model.contextTokens ?? 8192) / 2, most: partTokens });
    const pieces = await splitText(text, room);
    const spent = new Spent();
    const done = counting(run.report, 'reading', pieces.length);
    const { text: _text, model: _model, ...wish } = request;
    const translated = await inParallel(pieces, { signal: run.asking.signal }, async (piece, at, signal) => {
      const answer = await run.part(`translation ${at}`, { piece, wish }, signal, async (asking) => {
        const own = new Spent();
        return { text: await this.piece(run, asking, piece, request, own, 0), usage: own.isEmpty ? null : own.sum };
      });
      if (answer.usage) spent.add(answer.usage);
      done();
      return answer.text;
    });
    if (spent.isEmpty) spent.addNothing(run.model);
    return { text: unmask(translated.join(''), held), parts: pieces.length, usage: spent.sum };
  }

  /** Blanks around a part stay as they are; a part without words is not asked for. */
  private async piece(run: TaskRun, asking: Asking, piece: string, request: Request, spent: Spent, depth: number) {
    const [, before = '', body = '', after = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(piece) ?? [];
    if (!/\p{L}/u.test(body)) return piece;
    return before + (await this.body(run, asking, body, request, spent, depth)) + after;
  }

  private async body(run: TaskRun, asking: Asking, body: string, request: Request, spent: Spent, depth: number) {
    const messages: ChatMessage[] = translatePrompt(body, request);
    for (let mends = 0; ; mends += 1) {
      const answer = await this.prompting.ask(run, asking, messages);
      spent.add(answer.usage);
      // A fall-back may have led to rules, which answer something else.
      if (answer.usage.provider === 'builtin')
        throw await this.prompting.cannot(asking, { id: answer.usage.model }, 'translate');
      if (answer.finish === 'length') return this.halves(run, asking, body, request, spent, depth);
      const text = bare(answer.text);
      const faults = text === '' ? ['it is empty'] : markFaults(body, text);
      if (faults.length === 0) return text;
      if (mends >= mostMends)
        throw new AppError('MODEL_OUTPUT_INVALID', {
          detail: `${answer.usage.model} lost placeholders of the text: ${faults.join('; ')}`,
          issues: faults.map((message) => ({ path: 'text', message })),
        });
      messages.push({ role: 'assistant', content: text || '(nothing)' }, { role: 'user', content: mendPrompt(faults) });
    }
  }

  private async halves(
    run: TaskRun,
    asking: Asking,
    body: string,
    request: Request,
    spent: Spent,
    depth: number,
  ): Promise<string> {
    const pieces = await splitText(body, Math.ceil(partTokens / 2 ** (depth + 1)));
    if (depth >= mostHalvings || pieces.length === 1)
      throw new AppError('MODEL_OUTPUT_INVALID', {
        detail: 'The translation was cut: allow a longer answer (`maxTokens`)',
      });
    const halves: string[] = [];
    for (const piece of pieces) halves.push(await this.piece(run, asking, piece, request, spent, depth + 1));
    return halves.join('');
  }
}

/** Some models repeat the markers around the material. */
const bare = (text: string): string =>
  text
    .trim()
    .replace(/^<<<text [0-9a-f]{12}>>>\s*/, '')
    .replace(/\s*<<<end [0-9a-f]{12}>>>$/, '')
    .trim();
