import { Counter, Gauge, type Registry } from 'prom-client';

/** Registers what Prometheus is told of TLS. Gives the function that counts files that could not be used. */
export function registerTls(registry: Registry, expiresAt: () => number): () => void {
  new Gauge({
    name: 'slicewise_tls_certificate_expiry_timestamp_seconds',
    help: 'When the certificate that the extender shows expires, in seconds since the epoch.',
    registers: [registry],
    collect() {
      this.set(expiresAt());
    },
  });
  const failures = new Counter({
    name: 'slicewise_tls_reload_failures_total',
    help: 'Changed certificates, keys or authorities that could not be used, so that the old ones stayed in force.',
    registers: [registry],
  });
  return () => failures.inc();
}
