import { Controller } from '@nestjs/common';
import {
  createProvider,
  deleteProvider,
  getProvider,
  listProviders,
  rotateProvider,
  testProvider,
  updateProvider,
  type Caller,
  type In,
} from '#libs/contracts';
import { Handle, type HttpContext } from '#libs/platform/http';
import { AccountTestService } from './account-test.service.js';
import { AccountsService } from './accounts.service.js';
import { ProviderDirectory } from './provider-directory.js';

@Controller()
export class AccountsController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly directory: ProviderDirectory,
    private readonly tests: AccountTestService,
  ) {}

  @Handle(listProviders) async list(caller: Caller) {
    return { items: await this.directory.list(caller), nextCursor: null };
  }

  @Handle(createProvider) create(caller: Caller, { body }: In<typeof createProvider>) {
    return this.accounts.create(caller, body);
  }

  @Handle(getProvider) get(caller: Caller, { params }: In<typeof getProvider>) {
    return this.directory.get(caller, params.id);
  }

  @Handle(updateProvider) update(caller: Caller, { params, body }: In<typeof updateProvider>) {
    return this.accounts.update(caller, params.id, body);
  }

  @Handle(deleteProvider) delete(caller: Caller, { params }: In<typeof deleteProvider>) {
    return this.accounts.delete(caller, params.id);
  }

  @Handle(testProvider) test(caller: Caller, { params, body }: In<typeof testProvider>, { gone: signal }: HttpContext) {
    return this.tests.test(caller, params.id, body.model, signal);
  }

  @Handle(rotateProvider) rotate(caller: Caller, { params, body }: In<typeof rotateProvider>) {
    return this.accounts.rotate(caller, params.id, body);
  }
}
