import type { Translated } from '../catalogue.js';
import type { forms as english } from '../en/forms.js';

/** Formulare aus einem Schema. */
export const forms: Translated<typeof english> = {
  'form.optional': 'freiwillig',
  'form.required': 'Füllen Sie das aus.',
  'form.number': 'Schreiben Sie eine Zahl.',
  'form.integer': 'Schreiben Sie eine ganze Zahl.',
  'form.min': 'Mindestens {min}.',
  'form.max': 'Höchstens {max}.',
  'form.minLength': 'Mindestens {min} Zeichen.',
  'form.maxLength': 'Höchstens {max} Zeichen.',
  'form.pattern': 'Das hat nicht die erwartete Form.',
  'form.json': 'Das ist kein gültiges JSON.',
  'form.choose': 'Wählen',
  'form.jsonHint': 'Als JSON',
};
