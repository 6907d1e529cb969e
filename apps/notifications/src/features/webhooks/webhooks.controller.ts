import { Controller } from '@nestjs/common';
import { getSigningSecret, rotateSigningSecret, type Caller } from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { SigningSecretsService } from './signing-secrets.service.js';

@Controller()
export class WebhooksController {
  constructor(private readonly secrets: SigningSecretsService) {}

  @Handle(getSigningSecret) get(caller: Caller) {
    return this.secrets.get(caller);
  }

  @Handle(rotateSigningSecret) rotate(caller: Caller) {
    return this.secrets.rotate(caller);
  }
}
