import { accountMailTemplate, mailLanguages } from '#libs/contracts';
import { accountMailText } from './account-mail-texts.js';

const link = 'https://aaas.example/reset-password#secret';

describe('a mail about an account', () => {
  it.each(
    mailLanguages.flatMap((language) => accountMailTemplate.options.map((template) => [language, template] as const)),
  )('in %s says %s, with its link on a line of its own', (language, template) => {
    const { subject, text } = accountMailText({ language, template, name: 'Mara' }, link);
    expect(subject.length).toBeGreaterThan(5);
    expect(text.split('\n')).toContain(link);
    expect(text).toContain('Mara,');
    expect(accountMailText({ language, template, name: 'Mara' }, null).text).not.toContain('http');
  });

  it('names company and inviter of an invitation, as names', () => {
    const facts = { company: 'Larkfield https://evil.example', by: 'Mara' };
    const { subject, text } = accountMailText({ language: 'en', template: 'invitation', name: '', facts }, link);
    expect(subject).toMatch(/^Invitation to Larkfield/);
    expect(text).toMatch(/^Hello,\n\nMara invites you/);
    expect(`${subject}${text}`).not.toContain('evil.example');
    expect(`${subject}${text}`).not.toContain('://evil');
  });

  it('makes no link of a name', () => {
    const name = 'Win now at https://evil.example/x\r\nBcc: all@x.example <a>';
    const { text } = accountMailText({ language: 'en', template: 'verify_email', name }, link);
    const [greeting, ...rest] = text.split('\n');
    expect(greeting).not.toMatch(/:\/\/|evil\.example|[<>@:]/);
    expect(rest.join('\n')).not.toContain('evil');
  });
});
