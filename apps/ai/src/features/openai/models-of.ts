import { Injectable } from '@nestjs/common';
import type { Caller, OpenaiModel } from '#libs/contracts';
import { ModelRouter } from '../models/model-router.js';

/** Policies that stand for a model. */
const policies = ['default', 'small-first', 'large-first'];

/** Models and policies that a company can name. */
@Injectable()
export class ModelsOf {
  constructor(private readonly router: ModelRouter) {}

  of(_caller: Caller): Promise<OpenaiModel[]> {
    const models = this.router.models().map(({ id, provider }) => viewOf(id, provider));
    return Promise.resolve([...policies.map((id) => viewOf(id, 'routing')), ...models]);
  }
}

export const viewOf = (id: string, owner: string): OpenaiModel => ({
  id,
  object: 'model',
  created: 0,
  owned_by: owner,
});
