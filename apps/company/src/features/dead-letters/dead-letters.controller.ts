import { Controller } from '@nestjs/common';
import {
  deleteDeadLetter,
  getDeadLetter,
  listDeadLetters,
  redriveDeadLetter,
  redriveDeadLetters,
  type Caller,
  type In,
} from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { DeadLettersService } from './dead-letters.service.js';

@Controller()
export class DeadLettersController {
  constructor(private readonly letters: DeadLettersService) {}

  @Handle(listDeadLetters) list(caller: Caller, { query }: In<typeof listDeadLetters>) {
    return this.letters.list(caller, query);
  }

  @Handle(getDeadLetter) get(caller: Caller, { params }: In<typeof getDeadLetter>) {
    return this.letters.get(caller, params.id);
  }

  @Handle(redriveDeadLetters) redriveAll(caller: Caller, { body }: In<typeof redriveDeadLetters>) {
    return this.letters.redriveAll(caller, body);
  }

  @Handle(redriveDeadLetter) redrive(caller: Caller, { params }: In<typeof redriveDeadLetter>) {
    return this.letters.redrive(caller, params.id);
  }

  @Handle(deleteDeadLetter) delete(caller: Caller, { params }: In<typeof deleteDeadLetter>) {
    return this.letters.giveUp(caller, params.id);
  }
}
