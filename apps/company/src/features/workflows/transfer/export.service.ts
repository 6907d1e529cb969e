import { Injectable } from '@nestjs/common';
import type { Caller } from '#libs/contracts';
import type { FileAnswer } from '#libs/platform/http';
import { VersionRepository, WorkflowRepository } from '../workflow.repository.js';
import { exportedDocument } from './document.js';
import { writeYaml } from './yaml-text.js';

const writers = {
  yaml: { contentType: 'application/yaml; charset=utf-8', write: writeYaml },
  json: {
    contentType: 'application/json; charset=utf-8',
    write: (document: object) => `${JSON.stringify(document, null, 2)}\n`,
  },
} as const;
export type ExportFormat = keyof typeof writers;

/** Workflows as documents. The same content is the same text, byte for byte, before and after an import. */
@Injectable()
export class ExportService {
  constructor(
    private readonly workflows: WorkflowRepository,
    private readonly versions: VersionRepository,
  ) {}

  /** The draft, or a version. @throws WORKFLOW_NOT_FOUND, VERSION_NOT_FOUND */
  async export(caller: Caller, id: string, format: ExportFormat, version: number | undefined): Promise<FileAnswer> {
    const { name, description, draft } = await this.workflows.require(caller.companyId, id);
    const definition =
      version === undefined ? draft : (await this.versions.require(caller.companyId, id, version)).definition;
    const { contentType, write } = writers[format];
    const content = write(exportedDocument({ name, description, definition }));
    return { content, contentType, name: `${fileName(name)}${version === undefined ? '' : `-v${version}`}.${format}` };
  }
}

/** A name that every file system takes. */
const fileName = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 80)
    .toLowerCase() || 'workflow';
