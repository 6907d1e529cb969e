import { Injectable } from '@nestjs/common';
import { AppError, type Caller, type ImportReport, type Workflow } from '#libs/contracts';
import { WorkflowsService } from '../workflows.service.js';
import { FreeNames } from '../free-names.js';
import { problemOf } from '../references/named-things.js';
import { ReferenceCheck } from '../references/reference-check.js';
import { readDocument, type ImportNote } from './document.js';
import { ProcessImport, type Prepared } from './process-import.js';
import { readText } from './read-text.js';

export interface ImportOptions {
  name?: string | undefined;
  onNameTaken: 'keep' | 'rename' | 'refuse';
}

/** Documents of anybody as drafts: nothing of them runs, fires or is reachable from outside until somebody publishes. */
@Injectable()
export class ImportService {
  constructor(
    private readonly workflows: WorkflowsService,
    private readonly names: FreeNames,
    private readonly processes: ProcessImport,
    private readonly references: ReferenceCheck,
  ) {}

  /**
   * @param body the document as text, as a value, or as `{document}` in either form
   * @throws DOCUMENT_UNREADABLE, DOCUMENT_INVALID, WORKFLOW_NAME_TAKEN
   */
  async import(
    caller: Caller,
    body: string | Record<string, unknown>,
    { name: wanted, onNameTaken }: ImportOptions,
  ): Promise<Workflow & { import: ImportReport }> {
    const { name: given, description, definition, report } = await this.prepared(caller, unwrapped(body));
    const name = await this.nameFor(caller, wanted ?? given, onNameTaken, report.notes as ImportNote[]);
    const workflow = await this.workflows.keep(caller, { name, description, definition });
    const missing = await this.references.missing(caller, definition);
    const prefix = report.format === 'workflow' ? 'definition.' : '';
    // Those of a process were looked up on the way.
    if (report.format !== 'process')
      for (const thing of missing) {
        const [problem] = problemOf(thing, thing.standing);
        const { type, ref: named, path } = thing;
        report.missing.push({ type, name: named, path: prefix + path, reason: problem!.message });
      }
    const problems = [...workflow.problems, ...missing.flatMap((thing) => problemOf(thing, thing.standing))];
    return { ...workflow, problems, import: report };
  }

  private async prepared(caller: Caller, value: unknown): Promise<Prepared> {
    const document = readDocument(value);
    if (document.format === 'process') return this.processes.prepare(caller, document.process);
    const { format, definition, notes } = document;
    const report = { format, created: [], matched: [], missing: [], notes };
    return document.format === 'workflow'
      ? { name: document.name, description: document.description, definition, report }
      : { name: 'Imported workflow', description: '', definition, report };
  }

  /** Names need not be unique; whoever imports says whether this one must be. */
  private async nameFor(
    { companyId }: Caller,
    name: string,
    onNameTaken: ImportOptions['onNameTaken'],
    notes: ImportNote[],
  ): Promise<string> {
    if (!(await this.names.isTaken(companyId, name))) return name;
    if (onNameTaken === 'refuse')
      throw new AppError('WORKFLOW_NAME_TAKEN', {
        detail: `Another workflow is called "${name}"`,
        issues: [{ path: 'name', message: `another workflow is called "${name}"` }],
      });
    if (onNameTaken === 'keep') {
      notes.push({ path: 'name', code: 'NAME_TAKEN', message: `Another workflow is called "${name}" as well` });
      return name;
    }
    const free = await this.names.next(companyId, name);
    notes.push({
      path: 'name',
      code: 'NAME_CHANGED',
      message: `Another workflow is called "${name}"; this is "${free}"`,
    });
    return free;
  }
}

/** `{document}` around it, text or value: all say the same. */
function unwrapped(body: string | Record<string, unknown>): unknown {
  if (typeof body === 'string') return readText(body);
  const inner = Object.hasOwn(body, 'document') ? body['document'] : body;
  return typeof inner === 'string' ? readText(inner) : inner;
}
