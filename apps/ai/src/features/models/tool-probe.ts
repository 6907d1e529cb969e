import { Injectable } from '@nestjs/common';
import { probeTools, type ProviderCall } from '#libs/catalog/providers/defs';
import type { AnyProvider } from './connected-provider.js';

/** The sample call that proves whether a model can call tools; a class, so that tests can answer in its place. */
@Injectable()
export class ToolProbe {
  /** @throws what the provider throws: then nothing is known */
  ask(provider: AnyProvider, model: string, call: ProviderCall): Promise<boolean> {
    return probeTools(provider, model, call);
  }
}
