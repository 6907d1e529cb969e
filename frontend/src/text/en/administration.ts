import type { Phrases } from '../phrase.js';

/** Administration, and what its sections share. */
export const administration = {
  'admin.title': 'Administration',
  'admin.group.company': 'Company',
  'admin.group.models': 'Models',
  'admin.group.messages': 'Messages',
  'admin.group.operation': 'Operation',
  'admin.company': 'Company',
  'admin.company.name': 'Name',
  'admin.company.timezone': 'Time zone',
  'admin.company.timezone.hint': 'Schedules and reports use it unless they say otherwise.',
  'admin.company.locale': 'Language',
  'admin.company.locale.hint': 'As a code, for example en or de-CH.',

  'save.do': 'Save',
  'save.saving': 'Saving',
  'save.done': 'Saved',
  'save.reset': 'Undo changes',
  'save.nothing': 'Nothing has changed',

  'do.add': 'Add',
  'do.adding': 'Adding',
  'do.removing': 'Deleting',
  'do.removeIt': 'Delete {what}',
  'do.changeIt': 'Change {what}',
  'do.moveUp': 'Move {what} up',
  'do.moveDown': 'Move {what} down',
  'error.notDone': 'This was not done.',
  'form.dollars': 'Write an amount, for example 12.50.',
} as const satisfies Phrases;
