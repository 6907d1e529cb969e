import { z } from 'zod';
import { defineProvider, providers } from '#libs/catalog/providers/defs';
import { checkedSettings, hintOf, originsOf, secretNames, split } from './account-settings.js';

describe('settings of an account', () => {
  it('are checked by the provider’s own schema, naming the field', () => {
    const refused = (settings: object) => {
      try {
        return checkedSettings(providers.openai, settings as never);
      } catch (error) {
        return (error as { details: { issues: { path: string }[] } }).details.issues.map(({ path }) => path);
      }
    };
    expect(refused({})).toEqual(['settings.apiKey']);
    expect(refused({ apiKey: 'sk', baseUrl: 'nowhere' })).toEqual(['settings.baseUrl']);
    expect(refused({ apiKey: 'sk', organisation: 'x' })).toEqual(['settings.organisation']);
    expect(refused({ apiKey: 'sk' })).toMatchObject({ baseUrl: 'https://api.openai.com/v1' });
  });

  it.each(Object.values(providers).filter(({ needs }) => needs.length > 0))(
    'of $id: keys are secret, addresses are not',
    (def) => {
      expect(secretNames(def)).toEqual(def.id === 'ollama' ? [] : ['apiKey']);
    },
  );

  it('find the mark of a secret below a default and an optional', () => {
    const secret = z.string().meta({ secret: true });
    const settings = z.object({
      a: secret.optional(),
      b: secret.default('x'),
      c: z.string().optional().meta({ secret: true }),
      d: z.string(),
    });
    const { id, version, title, description, icon, note, toolCheck, openEnded, models } = providers.compatible;
    const def = defineProvider({ id, version, title, description, icon, note, toolCheck, openEnded, models, settings });
    expect(split(def, { a: '1', b: '2', c: '3', d: '4' })).toEqual({
      open: { d: '4' },
      secrets: { a: '1', b: '2', c: '3' },
    });
  });

  it('tell where they lead to, also deep inside, and not what only looks like an address', () => {
    expect(
      originsOf({ baseUrl: 'https://b.example/v1', embedding: { inferenceUrl: 'http://a.example:81/x' } }),
    ).toEqual(['http://a.example:81', 'https://b.example']);
    expect(originsOf({ parameters: { referer: 'https://c.example' } })).toEqual([]);
  });

  it('hint at long keys alone', () => {
    expect(hintOf({ apiKey: 'sk-0123456789' })).toBe('6789');
    expect(hintOf({ apiKey: 'short' })).toBeNull();
  });
});
