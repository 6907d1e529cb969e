import { Controller } from '@nestjs/common';
import {
  createBudget,
  deleteBudget,
  getBudget,
  listBudgets,
  raiseBudget,
  updateBudget,
  type Caller,
  type In,
} from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { KnownThings } from '../references/known-things.js';
import { BudgetsService } from './budgets.service.js';
import { RaisesService } from './raises.service.js';

@Controller()
export class BudgetsController {
  constructor(
    private readonly budgets: BudgetsService,
    private readonly raises: RaisesService,
    private readonly known: KnownThings,
  ) {}

  @Handle(listBudgets) list(caller: Caller, { query }: In<typeof listBudgets>) {
    return this.budgets.list(caller, query);
  }

  @Handle(createBudget) async create(caller: Caller, { body }: In<typeof createBudget>) {
    if (body.scope === 'agent') await this.known.requireAgent(caller, body.scopeId!);
    else if (body.scopeId !== null) await this.known.requireWorkflow(caller, body.scopeId);
    return this.budgets.create(caller, body);
  }

  @Handle(getBudget) get(caller: Caller, { params }: In<typeof getBudget>) {
    return this.budgets.get(caller, params.id);
  }

  @Handle(updateBudget) update(caller: Caller, { params, body }: In<typeof updateBudget>) {
    return this.budgets.update(caller, params.id, body);
  }

  @Handle(deleteBudget) delete(caller: Caller, { params }: In<typeof deleteBudget>) {
    return this.budgets.delete(caller, params.id);
  }

  @Handle(raiseBudget) async raise(caller: Caller, { params, body }: In<typeof raiseBudget>) {
    if (body.runId !== undefined) await this.known.requireRun(caller, body.runId);
    return this.raises.raise(caller, params.id, body);
  }
}
