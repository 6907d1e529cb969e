import { Controller } from '@nestjs/common';
import { createArtifact, getArtifact, listArtifacts, type Caller, type In } from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { ArtifactStore } from './artifact-store.js';

@Controller()
export class ArtifactsController {
  constructor(private readonly artifacts: ArtifactStore) {}

  @Handle(listArtifacts) list(caller: Caller, { query }: In<typeof listArtifacts>) {
    return this.artifacts.list(caller.companyId, query);
  }

  @Handle(createArtifact) create(caller: Caller, { body }: In<typeof createArtifact>) {
    const content = body.text ?? Buffer.from(body.base64 ?? '', 'base64');
    return this.artifacts.create(
      caller.companyId,
      { name: body.name, contentType: body.contentType, content },
      { runId: null },
    );
  }

  @Handle(getArtifact) async download(caller: Caller, { params }: In<typeof getArtifact>) {
    const { row, blob } = await this.artifacts.open(caller.companyId, params.id);
    return { name: row.name, contentType: row.contentType, bytes: row.bytes, content: blob.stream };
  }
}
