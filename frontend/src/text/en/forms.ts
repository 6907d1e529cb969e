import type { Phrases } from '../phrase.js';

/** Forms made from a schema. */
export const forms = {
  'form.optional': 'optional',
  'form.required': 'Fill this in.',
  'form.number': 'Write a number.',
  'form.integer': 'Write a whole number.',
  'form.min': 'At least {min}.',
  'form.max': 'At most {max}.',
  'form.minLength': 'At least {min} characters.',
  'form.maxLength': 'At most {max} characters.',
  'form.pattern': 'This does not have the expected form.',
  'form.json': 'This is not valid JSON.',
  'form.choose': 'Choose',
  'form.jsonHint': 'As JSON',
} as const satisfies Phrases;
