import type { FastifyInstance } from 'fastify';
import { AppError, type TextType } from '#libs/contracts';

/** Levels of a JSON body; deeper ones serve only to exhaust whoever walks them. */
const deepest = 64;

/** Whether brackets nest deeper than allowed. Reads text, so that nothing recursive ever sees such a body. */
export function tooDeep(text: string, limit = deepest): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at);
    if (sign === 0x22) {
      for (at++; at < text.length && text.charCodeAt(at) !== 0x22; at++) if (text.charCodeAt(at) === 0x5c) at++;
    } else if (sign === 0x7b || sign === 0x5b) {
      if (++depth > limit) return true;
    } else if (sign === 0x7d || sign === 0x5d) depth--;
  }
  return false;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Content types that the route takes as a text. */
    texts?: readonly TextType[] | undefined;
    /** The route takes the bytes as they came. */
    raw?: boolean | undefined;
  }
}

/**
 * JSON is the body that is read, YAML as a text where the route takes it, and anything as its bytes where the route wants those. Empty
 * JSON counts as none; `__proto__` and `constructor.prototype` are refused (MALFORMED_JSON), and so is what nests too deep
 * (VALIDATION_FAILED). Other types: UNSUPPORTED_MEDIA_TYPE.
 */
export function acceptJson(fastify: FastifyInstance): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(/^application\/(?:[\w.+-]+\+)?json\b/, { parseAs: 'buffer' }, (request, body, done) => {
    if (request.routeOptions.config.raw) return done(null, body);
    const text = body.toString('utf8');
    if (text.trim() === '') return done(null, undefined);
    if (tooDeep(text))
      return done(
        new AppError('VALIDATION_FAILED', {
          detail: `The body nests deeper than ${deepest} levels`,
          issues: [{ path: '', message: `at most ${deepest} levels` }],
        }),
      );
    return parse(request, text, (error, value) => {
      if (error) done(new AppError('MALFORMED_JSON', { detail: error.message }, { cause: error }));
      else done(null, value);
    });
  });
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => {
    if (request.routeOptions.config.raw) return done(null, body);
    const type = (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
    const isTaken = request.routeOptions.config.texts?.some((text) => text === type);
    if (isTaken) done(null, body.toString('utf8'));
    else done(new AppError('UNSUPPORTED_MEDIA_TYPE'));
  });
}
