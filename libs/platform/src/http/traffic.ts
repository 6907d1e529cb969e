import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Counts requests at work, so that a shutdown can wait for them, and tells streams to end. */
export class Traffic {
  private readonly open = new Set<FastifyRequest>();
  private readonly idle: Array<() => void> = [];
  private leaving = false;
  /** Streams end at once, and what clients wait for is called off. */
  isEnding = false;

  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', (request, reply, done) => {
      this.open.add(request);
      if (this.leaving) void reply.header('connection', 'close');
      reply.raw.once('close', () => this.ended(request, reply));
      request.traffic = this;
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

  /** Ends streams, and calls off what clients wait for. */
  end(): void {
    this.isEnding = true;
    for (const request of this.open) request.closing?.abort();
  }

  /** Waits for requests at work, at most `withinMs`. @returns how many were cut off. */
  async drain(withinMs: number): Promise<number> {
    if (this.open.size === 0) return 0;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, withinMs)));
    await Promise.race([new Promise<void>((resolve) => this.idle.push(resolve)), late]);
    clearTimeout(timer);
    return this.open.size;
  }

  private ended(request: FastifyRequest, reply: FastifyReply): void {
    this.open.delete(request);
    // Nobody listens after the answer, and an abort costs an error with its stack.
    if (!reply.raw.writableFinished) {
      request.closing?.abort();
      request.gone?.abort();
    }
    if (this.open.size === 0) for (const resolve of this.idle.splice(0)) resolve();
  }
}
