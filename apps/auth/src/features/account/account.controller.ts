import { Controller } from '@nestjs/common';
import {
  changePassword,
  forgotPassword,
  resetPassword,
  sendVerification,
  signInOptions,
  verifyEmail,
  type Caller,
  type In,
} from '#libs/contracts';
import { Handle, type HttpContext } from '#libs/platform/http';
import { personOf } from '../sessions/person.js';
import { AccountService } from './account.service.js';
import { askerOf } from './asker-of.js';
import { SignInOptions } from './sign-in-options.js';

@Controller()
export class AccountController {
  constructor(
    private readonly account: AccountService,
    private readonly options: SignInOptions,
  ) {}

  @Handle(signInOptions) signInOptions() {
    return this.options.now();
  }

  @Handle(forgotPassword) forgot(
    _caller: Caller | undefined,
    { body }: In<typeof forgotPassword>,
    http: HttpContext,
  ): Promise<void> {
    return this.account.forgotPassword(body.email, askerOf(http));
  }

  @Handle(resetPassword) reset(
    _caller: Caller | undefined,
    { body }: In<typeof resetPassword>,
    http: HttpContext,
  ): Promise<void> {
    return this.account.resetPassword(body.token, body.password, askerOf(http));
  }

  @Handle(changePassword) change(
    caller: Caller,
    { body }: In<typeof changePassword>,
    http: HttpContext,
  ): Promise<void> {
    return this.account.changePassword(personOf(caller), body, askerOf(http));
  }

  @Handle(verifyEmail) verify(_caller: Caller | undefined, { body }: In<typeof verifyEmail>, http: HttpContext) {
    return this.account.verifyEmail(body.token, http.ip);
  }

  @Handle(sendVerification) sendVerification(
    caller: Caller,
    _input: In<typeof sendVerification>,
    http: HttpContext,
  ): Promise<void> {
    return this.account.sendVerification(personOf(caller).userId, askerOf(http).language);
  }
}
