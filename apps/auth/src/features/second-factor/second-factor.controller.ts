import { Controller } from '@nestjs/common';
import {
  confirmSecondFactor,
  disableSecondFactor,
  enrolSecondFactor,
  getSecondFactor,
  renewRecoveryCodes,
  type Caller,
  type In,
} from '#libs/contracts';
import { Handle, type HttpContext } from '#libs/platform/http';
import { askerOf } from '../account/asker-of.js';
import { personOf } from '../sessions/person.js';
import { SecondFactorService } from './second-factor.service.js';

@Controller()
export class SecondFactorController {
  constructor(private readonly factors: SecondFactorService) {}

  @Handle(getSecondFactor) get(caller: Caller) {
    return this.factors.of(personOf(caller).userId);
  }

  @Handle(enrolSecondFactor) enrol(caller: Caller, { body }: In<typeof enrolSecondFactor>) {
    return this.factors.enrol(personOf(caller).userId, body.password);
  }

  @Handle(confirmSecondFactor) async confirm(
    caller: Caller,
    { body }: In<typeof confirmSecondFactor>,
    http: HttpContext,
  ) {
    return { recoveryCodes: await this.factors.confirm(personOf(caller).userId, body.code, askerOf(http)) };
  }

  @Handle(renewRecoveryCodes) async renew(caller: Caller, { body }: In<typeof renewRecoveryCodes>, http: HttpContext) {
    return { recoveryCodes: await this.factors.renewCodes(personOf(caller).userId, body.password, askerOf(http)) };
  }

  @Handle(disableSecondFactor) disable(
    caller: Caller,
    { body }: In<typeof disableSecondFactor>,
    http: HttpContext,
  ): Promise<void> {
    return this.factors.disable(personOf(caller).userId, body.password, askerOf(http));
  }
}
