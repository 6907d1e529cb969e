import { AppError } from '#libs/contracts';

export const unreadable = (why: string, cause?: unknown): AppError =>
  new AppError('KNOWLEDGE_UNREADABLE', { detail: `The document cannot be read: ${why}` }, { cause });

export const tooLarge = (what: string, most: string, limit: string): AppError =>
  new AppError('LIMIT_EXCEEDED', { detail: `The document has ${what}; ${most} are read at most`, limit });
