import { Injectable } from '@nestjs/common';
import { WorkflowRepository } from './workflow.repository.js';

const longest = 200;

/** `Triage (2)`; a number that is there already gives way, and the whole stays within the limit of names. */
export function numbered(name: string, number: number): string {
  const suffix = ` (${number})`;
  return name.replace(/ \(\d+\)$/, '').slice(0, longest - suffix.length) + suffix;
}

/** Names of workflows, which need not be unique, though people like them to be. */
@Injectable()
export class FreeNames {
  constructor(private readonly workflows: WorkflowRepository) {}

  async isTaken(companyId: string, name: string): Promise<boolean> {
    return this.workflows.exists(companyId, { name, deleted: false });
  }

  /** The name with the first number that is free. */
  async next(companyId: string, name: string): Promise<string> {
    for (let number = 2; ; number++) {
      const candidate = numbered(name, number);
      if (!(await this.isTaken(companyId, candidate))) return candidate;
    }
  }
}
