import { aiRpc, AppError, type Caller, type RpcIn } from '#libs/contracts';
import { HandleRpc } from '#libs/platform/rpc';

/** An AI service with one budget whose action is `ask`. Each text costs the same. */
export class BudgetedAiPeer {
  calls: RpcIn<typeof aiRpc.generate>[] = [];
  raises: (RpcIn<typeof aiRpc.raiseBudget> & { userId: string | undefined })[] = [];
  /** How many of the next raises are done and then answered by an error, as if the answer had been lost. */
  lostAnswers = 0;
  isDeleted = false;
  private budgetId = '';
  private limit = 0;
  private readonly raised = new Map<string, number>();
  private spent = 0;

  constructor(readonly price: number) {}

  /** Another budget, of which nothing is spent. */
  bound(budgetId: string, limit: number): void {
    Object.assign(this, { budgetId, limit, spent: 0, calls: [], raises: [], lostAnswers: 0, isDeleted: false });
    this.raised.clear();
  }

  @HandleRpc(aiRpc.generate) generate(_: Caller, request: RpcIn<typeof aiRpc.generate>) {
    this.calls.push(request);
    const limit = [...this.raised.values()].reduce((sum, micros) => sum + micros, this.limit);
    if (!this.isDeleted && this.spent + this.price > limit)
      throw new AppError('BUDGET_APPROVAL_NEEDED', {
        detail: 'The budget "Support" does not cover this call',
        budgetId: this.budgetId,
        budgetName: 'Support',
        ...(this.budgetId === 'run' ? { runId: request.origin!.runId } : {}),
        limitMicros: limit,
        spentMicros: this.spent,
        neededMicros: this.price,
        resetsAt: null,
      });
    this.spent += this.price;
    const usage = { model: 'x/y', provider: 'x', ms: 1, inputTokens: 1, outputTokens: 1, costMicros: this.price };
    return { text: 'Dear Ann', usage };
  }

  @HandleRpc(aiRpc.raiseBudget) raise(caller: Caller | undefined, request: RpcIn<typeof aiRpc.raiseBudget>) {
    this.raises.push({ ...request, userId: caller?.userId });
    if (this.isDeleted) throw new AppError('BUDGET_NOT_FOUND');
    if (!this.raised.has(request.key)) this.raised.set(request.key, request.micros);
    if (this.lostAnswers-- > 0) throw new AppError('UNAVAILABLE');
    return { raisedMicros: this.raisedMicros };
  }

  get raisedMicros(): number {
    return [...this.raised.values()].reduce((sum, micros) => sum + micros, 0);
  }
}
