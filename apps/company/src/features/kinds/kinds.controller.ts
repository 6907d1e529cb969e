import { Controller } from '@nestjs/common';
import { AppError, getKind, listKinds, type Caller, type In } from '#libs/contracts';
import { etagOf, Handle, reply } from '#libs/platform/http';
import { kindViews } from './kind-view.js';

/** The catalogue changes with a release alone, so whoever has it asks whether it is still the same. */
const cached = (body: object) => reply(200, body, { etag: etagOf(body), 'cache-control': 'private, no-cache' });

@Controller()
export class KindsController {
  private all: ReturnType<typeof cached> | undefined;

  @Handle(listKinds) list() {
    return (this.all ??= cached({ items: kindViews(), nextCursor: null }));
  }

  @Handle(getKind) get(_caller: Caller, { params }: In<typeof getKind>) {
    const kind = kindViews().find(({ id }) => id === params.kind);
    if (!kind) throw new AppError('NOT_FOUND', { detail: `There is no kind ${params.kind}` });
    return cached(kind);
  }
}
