import { z } from 'zod';

/** Where a tool may be sent. Which addresses are reached in truth is decided where it leaves. */
export const webAddress = (description: string) =>
  z
    .url({ protocol: /^https?$/, error: 'expected an http or https address' })
    .max(2000)
    .meta({ description });

/** A file's name: no folders, so that nothing leads out of where it is kept. */
export const fileName = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\\/:*?"<>|\p{Cc}]+$/u, 'expected a file name without folders and without \\ / : * ? " < > |')
  .refine((name) => !/^\.+$/.test(name), 'expected a file name');

/** Characters that one answer holds at most: a model has to read them all. */
export const textPart = {
  maxChars: z.number().int().min(100).max(100_000).default(20_000).meta({ description: 'Characters to give at most' }),
  offset: z
    .number()
    .int()
    .min(0)
    .default(0)
    .meta({ description: 'Characters to leave out first; `nextOffset` of the answer before' }),
};

/** The part of a text that was asked for, and where the next one begins. */
export function partOf(text: string, { offset, maxChars }: { offset: number; maxChars: number }) {
  const part = text.slice(offset, offset + maxChars);
  const end = offset + part.length;
  return { text: part, totalChars: text.length, nextOffset: end < text.length ? end : null };
}

export const textPartOutput = {
  text: z.string(),
  totalChars: z.number().int(),
  nextOffset: z.number().int().nullable().meta({ description: 'Where the rest begins; null when this is the end' }),
};
