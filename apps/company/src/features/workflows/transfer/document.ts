import { AppError, workflowDescription, workflowName, type Issue } from '#libs/contracts';
import { issuesOf } from '#libs/platform/http';
import { arranged, definition as definitionSchema, type Definition } from '#libs/workflow';
import { z } from 'zod';

/** What an export consists of; `POST /workflows` takes the same. */
const workflowDocument = z.object({
  name: workflowName,
  description: workflowDescription.default(''),
  definition: definitionSchema,
});
export type WorkflowDocument = z.output<typeof workflowDocument>;

/** What was left out or taken differently. */
export interface ImportNote {
  path: string;
  code: 'FIELD_UNKNOWN' | 'NAME_TAKEN' | 'NAME_CHANGED' | 'PARAMETER_IGNORED' | 'AGENT_INACTIVE';
  message: string;
}

export type ReadDocument =
  | { format: 'workflow'; name: string; description: string; definition: Definition; notes: ImportNote[] }
  | { format: 'definition'; definition: Definition; notes: ImportNote[] }
  | { format: 'process'; process: unknown };

/** Fields in the order in which people read them, and none that says nothing. */
export const exportedDocument = ({ name, description, definition }: WorkflowDocument): object => ({
  name,
  ...(description === '' ? {} : { description }),
  definition: arranged(definition),
});

/**
 * Says what an imported value is, by its fields, and reads it. A process document is read by `libs/workflow`.
 * @throws DOCUMENT_INVALID with every issue
 */
export function readDocument(value: unknown): ReadDocument {
  if (!isObject(value)) throw invalid([{ path: '', message: `expected a workflow, got ${nameOf(value)}` }]);
  if ('definition' in value) {
    const read = parsed(workflowDocument, value);
    return { format: 'workflow', ...read, notes: leftOut(value, read) };
  }
  if ('nodes' in value) {
    const definition = parsed(definitionSchema, value);
    return { format: 'definition', definition, notes: leftOut(value, definition) };
  }
  if ('tasks' in value) return { format: 'process', process: value };
  throw invalid([
    {
      path: '',
      message:
        'expected an exported workflow (name, definition), a definition (schemaVersion, nodes, edges) or a process document (name, tasks)',
    },
  ]);
}

export const invalid = (issues: Issue[]) => {
  const { path, message } = issues[0]!;
  return new AppError('DOCUMENT_INVALID', { detail: path === '' ? message : `${path}: ${message}`, issues });
};

export function parsed<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  if (!result.success) throw invalid(issuesOf(result.error));
  return result.data;
}

const mostNotes = 50;

/** Fields that are not known and so did not come along: a spelling mistake must not vanish in silence. */
function leftOut(given: unknown, kept: unknown, path = '', notes: ImportNote[] = []): ImportNote[] {
  if (Array.isArray(given) && Array.isArray(kept))
    given.forEach((item, index) => leftOut(item, kept[index], `${path}[${index}]`, notes));
  else if (isObject(given) && isObject(kept))
    for (const [key, value] of Object.entries(given)) {
      const at = path === '' ? key : `${path}.${key}`;
      if (Object.hasOwn(kept, key)) leftOut(value, kept[key], at, notes);
      else if (value !== undefined && notes.length < mostNotes)
        notes.push({ path: at, code: 'FIELD_UNKNOWN', message: `There is no field ${key} here; it was left out` });
    }
  return notes;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const nameOf = (value: unknown): string =>
  value === null ? 'nothing' : Array.isArray(value) ? 'a list' : typeof value;
