import { AppError } from '#libs/contracts';

/** nodemailer's errors, as far as they matter here. */
interface SmtpError extends Error {
  code?: string;
  responseCode?: number;
  response?: string;
  /** Node's own code, below TLS errors. */
  cause?: unknown;
}

const badCertificate = /certificate|self.signed|altname|unable to verify/i;

/**
 * RFC 5321: a 4xx answer is a passing fault, a 5xx one is final. Without an answer: connections are tried again, a certificate that does
 * not hold and a server without TLS are for a person.
 */
export function smtpVerdict(error: unknown): AppError {
  if (AppError.is(error)) return error;
  const { code, responseCode, response, message } = error as SmtpError;
  const options = { cause: error };
  if (responseCode !== undefined && responseCode >= 500) {
    return new AppError(
      'CHANNEL_REFUSED',
      { detail: `The mail server said: ${firstLine(response ?? message)}`, responseCode },
      options,
    );
  }
  if (responseCode !== undefined && responseCode >= 400) {
    return new AppError(
      'CHANNEL_FAILED',
      { detail: `The mail server said: ${firstLine(response ?? message)}`, responseCode },
      options,
    );
  }
  if (
    code === 'ETLS' ||
    code === 'EENVELOPE' ||
    code === 'EMESSAGE' ||
    code === 'EAUTH' ||
    badCertificate.test(message)
  ) {
    return new AppError('CHANNEL_REFUSED', { detail: firstLine(message) }, options);
  }
  return new AppError('CHANNEL_FAILED', { detail: firstLine(message) }, options);
}

const firstLine = (text: string): string => (text.split('\n')[0] ?? '').slice(0, 300);
