import { Injectable } from '@nestjs/common';
import { aiRpc, AppError, type Caller } from '#libs/contracts';
import { RpcClient } from '#libs/platform/rpc';

/** An agent with tools cannot be given a model that cannot call them. */
@Injectable()
export class ModelCheck {
  constructor(private readonly rpc: RpcClient) {}

  /** Policies and `default` are resolved by `ai` at each call and pass. @throws MODEL_NOT_FOUND, MODEL_NO_TOOLS naming the models that fit */
  async assertFits(caller: Caller, model: string, needsTools: boolean): Promise<void> {
    if (!model.includes('/')) return;
    const { items } = await this.rpc.call(aiRpc.models, {}, { caller });
    const found = items.find(({ id }) => id === model);
    if (!found)
      throw new AppError('MODEL_NOT_FOUND', {
        issues: [{ path: 'model', message: `expected one of ${items.map(({ id }) => id).join(', ')}` }],
      });
    if (needsTools && !found.tools) {
      const able = items.filter(({ tools }) => tools).map(({ id }) => id);
      throw new AppError('MODEL_NO_TOOLS', {
        issues: [
          {
            path: 'model',
            message:
              able.length > 0 ? `these can call tools: ${able.join(', ')}` : 'no configured model can call tools',
          },
        ],
      });
    }
  }

  /** The model itself, or `default` with the reason why it cannot be had. */
  async closest(caller: Caller, model: string, needsTools: boolean): Promise<{ taken: string; reason?: string }> {
    if (!model.includes('/')) return { taken: model };
    try {
      await this.assertFits(caller, model, needsTools);
      return { taken: model };
    } catch (error) {
      if (!AppError.is(error, 'MODEL_NOT_FOUND') && !AppError.is(error, 'MODEL_NO_TOOLS')) throw error;
      const why = error.code === 'MODEL_NOT_FOUND' ? 'no configured provider offers it' : 'it cannot call tools';
      return { taken: 'default', reason: `${why}; the default model answers` };
    }
  }
}
