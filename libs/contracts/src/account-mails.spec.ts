import { mailLanguage } from './account-mails.js';

it.each([
  [undefined, 'en'],
  ['', 'en'],
  ['fr-FR,fr;q=0.9', 'en'],
  ['de-CH,de;q=0.9,en;q=0.8', 'de'],
  ['fr, DE;q=0.5, en;q=0.4', 'de'],
  ['en-GB, de', 'en'],
])('mails for whoever accepts %s are written in %s', (accepted, language) => {
  expect(mailLanguage(accepted)).toBe(language);
});
