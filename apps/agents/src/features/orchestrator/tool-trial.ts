import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { AppError, type Caller, type Issue } from '#libs/contracts';
import type { ToolContent } from '../tools/custom/custom-tool.entity.js';
import { ToolCheck } from '../tools/custom/tool-check.js';
import { CustomToolRunner } from '../tools/custom/custom-tool-runner.js';
import type { Trial } from './written-tool.js';

/** Tries a tool that nobody has approved, in the sandbox in which it would run, on its own cases. */
@Injectable()
export class ToolTrial {
  constructor(
    private readonly check: ToolCheck,
    private readonly runner: CustomToolRunner,
  ) {}

  /** @returns what is wrong, case by case; a sandbox that is not to be had is thrown, for another time */
  async issuesOf(
    caller: Caller,
    content: ToolContent,
    trials: readonly Trial[],
    signal: AbortSignal,
  ): Promise<Issue[]> {
    const unfit = await this.unfit(caller, content);
    if (unfit.length > 0) return unfit;
    const issues: Issue[] = [];
    for (const [index, { input, expected }] of trials.entries()) {
      const path = `tests.${index}`;
      try {
        const call = { caller, key: `trial.${index}`, at: tried, signal };
        const output = await this.runner.run(content, input, call);
        if (isDeepStrictEqual(output, expected)) continue;
        issues.push({ path, message: `expected ${short(expected)}, and it gave ${short(output)}` });
      } catch (error) {
        if (!AppError.is(error) || error.retry !== 'never') throw error;
        issues.push({ path, message: `${error.code}: ${error.message}` });
      }
    }
    return issues;
  }

  /** What keeps it from being kept at all. */
  private async unfit({ companyId }: Caller, content: ToolContent): Promise<Issue[]> {
    try {
      await this.check.assertFit(companyId, content);
      return [];
    } catch (error) {
      if (!AppError.is(error) || error.retry !== 'never') throw error;
      return [{ path: 'tool', message: error.message }];
    }
  }
}

/** What the code takes for the time: the same at each trial. */
const tried = Date.parse('2026-01-01T00:00:00Z');

const short = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, 300);
