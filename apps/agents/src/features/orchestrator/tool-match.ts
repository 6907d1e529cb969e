import { Injectable } from '@nestjs/common';
import type { Caller, Tool } from '#libs/contracts';
import { Toolbox } from '../tools/toolbox.js';
import { Nearness } from './nearness.js';
import { wordsOf } from './words.js';

/** What a tool that does nothing in particular would say of itself. */
const yardstick = 'A tool that does something with the input that it is given.';
const mostTools = 200;
/** Its whole name, or half of it and two words of what it says of itself. */
const least = 2;

interface Described {
  name: string;
  title: string;
  description: string;
}

interface ToolFit<T> {
  tool: T;
  score: number;
  words: string[];
}

/** Which tools fit a task or a wish. */
@Injectable()
export class ToolMatch {
  constructor(
    private readonly toolbox: Toolbox,
    private readonly nearness: Nearness,
  ) {}

  /** Of the company's tools that can be called, the best first. */
  async active(caller: Caller, asked: string): Promise<ToolFit<Tool>[]> {
    const { items } = await this.toolbox.list(caller.companyId, { limit: mostTools, status: 'active' });
    return this.among(caller, asked, items);
  }

  /** The best first. */
  async among<T extends Described>(caller: Caller, asked: string, tools: readonly T[]): Promise<ToolFit<T>[]> {
    const wanted = wordsOf(asked);
    const texts = tools.map(({ title, description }) => `${title}. ${description}`);
    const near = await this.nearness.points(caller, asked, yardstick, texts);
    return tools
      .map((tool, index) => fitOf(wanted, tool, near[index]!))
      .filter(({ score }) => score >= least)
      .sort((one, other) => other.score - one.score || (one.tool.name < other.tool.name ? -1 : 1));
  }
}

function fitOf<T extends Described>(wanted: ReadonlyMap<string, string>, tool: T, near: number): ToolFit<T> {
  const own = [...wordsOf(tool.name.replaceAll('_', ' ')).keys()];
  const told = wordsOf(`${tool.title} ${tool.description}`);
  const ofName = own.filter((stem) => wanted.has(stem));
  const ofTold = [...told.keys()].filter((stem) => wanted.has(stem) && !own.includes(stem));
  const score = (own.length === 0 ? 0 : (2 * ofName.length) / own.length) + Math.min(2, ofTold.length / 2) + near / 2;
  return { tool, score, words: [...ofName, ...ofTold].map((stem) => wanted.get(stem)!) };
}
