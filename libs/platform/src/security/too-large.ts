import { AppError } from '#libs/contracts';

export const tooLarge = (maxBytes: number): AppError =>
  new AppError('LIMIT_EXCEEDED', { detail: `The answer is larger than ${maxBytes} bytes`, limit: 'http.maxBytes' });
