import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Counts requests at work, so that a shutdown can wait for them, and tells streams to end. */
export class Traffic {
  private readonly open = new Set<FastifyRequest>();
  private readonly idle: Array<() => void> = [];
  private readonly ending = new AbortController();
  private leaving = false;

  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', (request, reply, done) => {
      this.open.add(request);
      if (this.leaving) void reply.header('connection', 'close');
      reply.raw.once('close', () => this.ended(request));
      request.leaving = this.ending.signal;
      done();
    });
  }

  /** How many requests are at work. */
  get count(): number {
    return this.open.size;
  }

  /** Connections are not kept for further requests from now on. */
  leave(): void {
    this.leaving = true;
  }

  /** Ends streams at once and waits for the rest, at most `withinMs`. @returns how many were cut off. */
  async drain(withinMs: number): Promise<number> {
    this.ending.abort();
    if (this.open.size === 0) return 0;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, withinMs)));
    await Promise.race([new Promise<void>((resolve) => this.idle.push(resolve)), late]);
    clearTimeout(timer);
    return this.open.size;
  }

  private ended(request: FastifyRequest): void {
    this.open.delete(request);
    if (this.open.size === 0) for (const resolve of this.idle.splice(0)) resolve();
  }
}
