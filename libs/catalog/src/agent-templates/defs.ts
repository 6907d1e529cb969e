import { leadGeneration } from './lead-generation.def.js';

/** Every agent template, by id. Browser-safe. */
export const agentTemplates = { 'lead-generation': leadGeneration };
