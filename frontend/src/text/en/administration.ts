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

  'admin.security': 'Sign-in',
  'admin.security.factor': 'Ask every member for a second factor',
  'admin.security.factor.help':
    'Members without one can do nothing but set it up, from the next five seconds on. API keys go on as they are.',
  'admin.security.saved': 'Sign-in rules saved',

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
