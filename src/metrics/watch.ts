import { Counter, Gauge, type Registry } from 'prom-client';

/** A resource that is followed, as far as it is told to Prometheus. */
export interface WatchedResource {
  readonly resource: { readonly kind: string };
  readonly isStreaming: boolean;
  /** True where it may not be read and is done without. */
  readonly isExcused: boolean;
  readonly restarts: Readonly<Record<string, number>>;
}

/** Tells how the watches of a followed cluster are. */
export function registerWatches(registry: Registry, watched: readonly WatchedResource[]): void {
  new Gauge({
    name: 'slicewise_watch_connected',
    help: 'Whether the watch of a resource is open and has told everything there was when it was opened: 1 or 0. What may not be read and is done without is left out.',
    labelNames: ['resource'] as const,
    registers: [registry],
    collect() {
      this.reset();
      const counted = watched.filter(({ isExcused }) => !isExcused);
      // There may be several ConfigMaps; all of them have to be well.
      for (const [resource, alike] of Map.groupBy(counted, (each) => each.resource.kind)) {
        this.set({ resource }, alike.every(({ isStreaming }) => isStreaming) ? 1 : 0);
      }
    },
  });
  new Counter({
    name: 'slicewise_watch_restarts_total',
    help: 'Watches that were opened anew before their time, by resource and cause: the version was no longer kept, it broke off, or nothing came over it for 3 minutes.',
    labelNames: ['resource', 'cause'] as const,
    registers: [registry],
    collect() {
      this.reset();
      for (const { resource, restarts } of watched) {
        for (const [cause, count] of Object.entries(restarts)) this.inc({ resource: resource.kind, cause }, count);
      }
    },
  });
}
