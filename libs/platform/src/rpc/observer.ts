/** What RPC tells the metrics: one row per finished call, on either side. `code` is `OK` or an error code. */
export interface RpcObserver {
  called(call: { method: string; code: string; ms: number }): void;
  served(call: { method: string; code: string; ms: number }): void;
  /** A request that expired before anybody took it. */
  dropped(service: string): void;
}

export const silent: RpcObserver = { called: () => undefined, served: () => undefined, dropped: () => undefined };
