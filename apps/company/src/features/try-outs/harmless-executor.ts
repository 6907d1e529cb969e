import { Injectable } from '@nestjs/common';
import type { ArtifactCapability } from '#libs/catalog/kit';
import { AppError } from '#libs/contracts';
import { CodeSandbox } from '#libs/platform/sandbox';
import type { CapabilityFactory } from '../runs/capability-factory.js';
import { StepExecutor } from '../runs/step-executor.js';

/** Files that are made and thrown away. */
const files: ArtifactCapability = {
  write: ({ name, content }) =>
    Promise.resolve({ artifactId: `art_${'0'.repeat(26)}`, name, bytes: Buffer.byteLength(content) }),
  read: () => Promise.reject(new AppError('ARTIFACT_NOT_FOUND', { detail: 'A try-out reads no files' })),
};

/** Carries out steps whose kinds reach nothing outside: the same executor, with capabilities that leave no trace. */
@Injectable()
export class HarmlessExecutor extends StepExecutor {
  constructor(code: CodeSandbox) {
    const factory: Pick<CapabilityFactory, 'forStep'> = {
      forStep: (_needs, _runId, originOf) => {
        const { signal } = originOf();
        return {
          capabilities: { code: { run: (job) => code.run(job, signal) }, artifacts: files },
          write: () => undefined,
        };
      },
    };
    super(factory as CapabilityFactory);
  }
}
