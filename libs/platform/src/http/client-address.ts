import type { FastifyRequest } from 'fastify';

/**
 * Address of the client, behind a trusted proxy that of its client, as people write it: a socket for both kinds calls 192.0.2.1
 * ::ffff:192.0.2.1.
 */
export const clientAddress = ({ ip }: Pick<FastifyRequest, 'ip'>): string => ip.replace(/^::ffff:(?=\d+\.)/i, '');
