import { Injectable } from '@nestjs/common';
import { aiRpc, AppError, type Caller } from '#libs/contracts';
import { RpcClient } from '#libs/platform/rpc';

/** An agent with tools cannot be given a model that cannot call them. */
@Injectable()
export class ModelCheck {
  constructor(private readonly rpc: RpcClient) {}

  /**
   * Asks `ai`, which asks the model itself when nobody knows whether it can call tools. A policy without tools is left to each call.
   * @throws MODEL_NOT_FOUND, MODEL_NO_TOOLS naming the models that fit; what else went wrong, for a model that is named
   */
  async assertFits(caller: Caller, model: string, needsTools: boolean): Promise<void> {
    if (!needsTools && !model.includes('/')) return;
    try {
      await this.rpc.call(aiRpc.models, { fits: { model, tools: needsTools } }, { caller });
    } catch (error) {
      // What a policy leads to is looked at again at each call: a provider that is down now need not hold up who saves an agent.
      if (model.includes('/') || isUnfit(error)) throw error;
    }
  }

  /** The model itself, or `default` with the reason why it cannot be had. */
  async closest(caller: Caller, model: string, needsTools: boolean): Promise<{ taken: string; reason?: string }> {
    try {
      await this.assertFits(caller, model, needsTools);
      return { taken: model };
    } catch (error) {
      if (!isUnfit(error)) throw error;
      const why = error.code === 'MODEL_NOT_FOUND' ? 'no configured provider offers it' : 'it cannot call tools';
      return { taken: 'default', reason: `${why}; the default model answers` };
    }
  }
}

const isUnfit = (error: unknown): error is AppError =>
  AppError.is(error, 'MODEL_NOT_FOUND') || AppError.is(error, 'MODEL_NO_TOOLS');
