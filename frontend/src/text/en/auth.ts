import type { Phrases } from '../phrase.js';

/** Signing in and up. */
export const auth = {
  'auth.signIn.title': 'Sign in',
  'auth.signIn.new': 'New here?',
  'auth.signIn.toSignUp': 'Create an account',
  'auth.signUp.title': 'Create your company’s account',
  'auth.signUp.help': 'You become its owner and can add people afterwards.',
  'auth.signUp.noMail': 'No verification mail is needed: you are signed in right away.',
  'auth.signUp.have': 'You have an account?',
  'auth.signUp.submit': 'Create account',
  'auth.signUp.busy': 'Creating account',
  'auth.email': 'E-mail',
  'auth.password': 'Password',
  'auth.password.hint': 'At least 10 characters, not a common one.',
  'auth.name': 'Your name',
  'auth.company': 'Company',
  'auth.expired.title': 'Your session has ended',
  'auth.expired.help': 'Sign in again to go on. What you typed on this page is kept.',
  'auth.expired.other': 'Sign in as somebody else',
  'auth.error.email': 'Write an e-mail address, for example mara@larkfield.example.',
  'auth.error.required': 'Fill this in.',
  'auth.error.short': 'Use at least 10 characters.',
  'auth.error.taken': 'This e-mail address has an account already. Sign in instead.',
  'auth.error.weak': 'This password is too easy to guess. Use a longer one or several words.',
  'auth.error.wrong': 'E-mail or password is wrong.',
  'auth.error.slow': 'Too many attempts. Wait a moment, then try again.',
} as const satisfies Phrases;
