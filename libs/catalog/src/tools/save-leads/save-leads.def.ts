import { z } from 'zod';
import { defineTool } from '../../kit.js';
import { fileName } from '../fields.js';
import { leadFields } from '../leads/lead-fields.js';

const words = (description: string) =>
  z.array(z.string().trim().min(1).max(100)).max(50).optional().meta({ description });

/** Whom one is looking for. What is left out does not count. */
export const leadProfile = z.strictObject({
  industries: words('One of them'),
  countries: words('One of them, written as in the leads'),
  employees: z
    .strictObject({ min: z.number().int().min(0).optional(), max: z.number().int().min(0).optional() })
    .optional(),
  roles: words('The role of the contact holds one of them, such as purchasing'),
  keywords: words('What the company does holds them; each counts for its part'),
});
export type LeadProfile = z.output<typeof leadProfile>;

export const saveLeads = defineTool({
  name: 'save_leads',
  version: 1,
  title: 'Score and save leads',
  description:
    'Merges leads that are the same company, scores each from 0 to 100 against a profile, and keeps them as a CSV file of this task, the best first. Give all leads in one call, as the sources gave them.',
  icon: 'list-checks',
  effect: 'idempotent',
  risk: 'low',
  needs: ['artifacts'],
  timeoutMs: 30_000,
  input: z.strictObject({
    leads: z
      .array(z.strictObject({ ...leadFields, source: z.string().max(200).nullish() }))
      .min(1)
      .max(2000)
      .meta({ description: 'As find_leads and enrich_lead gave them, or found elsewhere; source says where' }),
    profile: leadProfile.default({}).meta({ description: 'Whom one is looking for' }),
    minScore: z.number().int().min(0).max(100).default(0).meta({ description: 'Leads below are left out' }),
    name: fileName.default('leads.csv').meta({ description: 'Name of the file' }),
  }),
  output: z.object({
    artifactId: z.string(),
    name: z.string(),
    bytes: z.number().int(),
    leads: z.number().int().meta({ description: 'Rows of the file' }),
    duplicates: z.number().int().meta({ description: 'Leads that were merged into another' }),
    below: z.number().int().meta({ description: 'Left out because of minScore' }),
    top: z
      .array(z.object({ company: z.string(), score: z.number().int(), why: z.string() }))
      .meta({ description: 'The best ten' }),
  }),
});
