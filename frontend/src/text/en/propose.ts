import type { Phrases } from '../phrase.js';

/** Workflows that a model drafts from a sentence. */
export const propose = {
  'propose.new.label': 'What should happen?',
  'propose.new.placeholder':
    'When a customer writes, find out what it is about, and ask an operator before money is paid back.',
  'propose.new.hint': 'A model drafts it; you look at the draft before it counts.',
  'propose.new.do': 'Draft workflow',
  'propose.missing': 'Say in a sentence what should happen.',
  'propose.noModel':
    'A model can draft workflows from a sentence. Only the built-in rules are set up here, and they cannot.',
  'propose.noModel.do': 'Set up a provider',
  'propose.noModel.ask': 'An administrator can set up a provider.',
  'propose.thinking': 'The model is thinking',
  'propose.drafting': { one: '{count} step drafted so far', other: '{count} steps drafted so far' },
  'propose.mending': 'The draft is checked and mended',
  'propose.cancel': 'Call off',
  'propose.failed': 'The workflow could not be drafted.',
  'propose.look': 'Show',
  'propose.change': 'Change by a sentence',
  'propose.change.help': 'A model changes the draft. You see what differs before it counts.',
  'propose.change.label': 'What should be different?',
  'propose.change.placeholder': 'Ask two people instead of one, and remind them after a day.',
  'propose.change.do': 'Draft change',
  'propose.title': 'Proposed draft',
  'propose.accept': 'Take draft',
  'propose.reject': 'Leave as it was',
  'propose.taken': 'The proposed draft was taken',
  'propose.other': 'What should be different about it?',
  'propose.other.do': 'Draft again',
  'propose.questions': 'What the model would like to know',
  'propose.problems': { one: '{count} problem is left', other: '{count} problems are left' },
  'propose.by': 'By {model}, {money}, {time}',
} as const satisfies Phrases;
