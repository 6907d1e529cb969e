import { z } from 'zod';
import type { ChannelDef, ChannelMessage } from '../kit.js';

interface ChannelCases {
  config: unknown;
  /** Texts that no list or log may show. */
  secrets: string[];
  invalid: { config: unknown; path: string }[];
  renders: { message: Partial<ChannelMessage>; as: unknown }[];
}

/** What every channel must fulfil. How it sends is shown at the wire, in its `.int-spec`. */
export function describeChannel<C extends z.ZodType, R>(
  def: ChannelDef<C, R>,
  { config, secrets, invalid, renders }: ChannelCases,
): void {
  describe(`channel ${def.id}`, () => {
    it('is defined as lists and forms need it', () => {
      expect(def.version).toBeGreaterThanOrEqual(1);
      expect(def.title).not.toBe('');
      expect(def.description).not.toBe('');
      expect(def.icon).toMatch(/^[a-z-]+$/);
      expect(z.toJSONSchema(def.config, { io: 'input' })).toMatchObject({
        type: 'object',
        additionalProperties: false,
      });
    });

    it('sums itself up without secrets', () => {
      const summary = def.summary(def.config.parse(config));
      expect(summary).not.toBe('');
      for (const secret of secrets) expect(summary).not.toContain(secret);
    });

    if (invalid.length > 0) {
      it.each(invalid)('refuses $config', ({ config: wrong, path }) => {
        expect(def.config.safeParse(wrong).error?.issues[0]?.path.join('.')).toBe(path);
      });
    }

    it.each(renders)('renders $message', ({ message, as }) => {
      expect(def.render({ key: 'key', to: 'someone', text: '', ...message })).toEqual(as);
    });
  });
}
