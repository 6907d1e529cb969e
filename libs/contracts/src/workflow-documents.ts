import { z } from 'zod';
import { workflowId } from './ids.js';
import { route, textTypes } from './route.js';
import { workflow, workflowName } from './workflows.js';

const tag = 'workflows';

/** YAML reads as well as JSON; both come back byte for byte. */
export const exportWorkflow = route({
  method: 'GET',
  path: '/workflows/:id/export',
  permission: 'workflows:read',
  tag,
  summary: 'The draft, or a version, as a document that can be imported',
  params: z.object({ id: workflowId }),
  query: z.object({
    format: z.enum(['yaml', 'json']).default('yaml'),
    version: z.coerce
      .number()
      .int()
      .min(1)
      .optional()
      .meta({ description: 'A published version; the draft when absent' }),
  }),
  responses: { 200: 'file' },
  problems: ['WORKFLOW_NOT_FOUND', 'VERSION_NOT_FOUND'],
});
/** One thing that an imported document names. */
export const importedReference = z.object({
  type: z.enum(['agent', 'tool', 'model', 'workflow', 'credential']),
  name: z.string(),
  id: z.string().optional(),
  path: z.string().meta({ description: 'Into the document: tasks[2].agent' }),
  reason: z.string().meta({ description: 'Why this one, for people' }),
});
export const importReport = z.object({
  format: z.enum(['workflow', 'definition', 'process']),
  created: z.array(importedReference),
  matched: z.array(importedReference),
  missing: z.array(importedReference).meta({ description: 'Named in the document, but not in this company' }),
  notes: z
    .array(z.object({ path: z.string(), code: z.string(), message: z.string() }))
    .meta({ description: 'What was left out or taken differently, with paths into the document' }),
});
export type ImportReport = z.infer<typeof importReport>;
export const importWorkflow = route({
  method: 'POST',
  path: '/workflows/import',
  permission: 'workflows:write',
  tag,
  summary:
    'Make a draft of an exported workflow, a definition, or a process document; nothing runs until it is published',
  idempotent: true,
  bodyLimit: 4 * 1024 * 1024,
  texts: textTypes,
  query: z.object({
    name: workflowName.optional().meta({ description: 'Instead of the name in the document' }),
    onNameTaken: z.enum(['keep', 'rename', 'refuse']).default('keep').meta({
      description: 'keep: two workflows of one name; rename: "Name (2)"; refuse: WORKFLOW_NAME_TAKEN',
    }),
  }),
  body: z.union([z.string(), z.record(z.string(), z.unknown())]).meta({
    description: 'The document as YAML or JSON text, as JSON, or as `{document}` in either form',
  }),
  responses: { 201: workflow.extend({ import: importReport }) },
  problems: ['DOCUMENT_UNREADABLE', 'DOCUMENT_INVALID', 'WORKFLOW_NAME_TAKEN'],
});

export const workflowDocumentRoutes = { exportWorkflow, importWorkflow };
