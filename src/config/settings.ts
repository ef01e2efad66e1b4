/** A field of the configuration that a flag of `slicewise serve` and a variable of the environment can set, too. */
export interface Setting {
  /** `extender.tls.keyFile`. */
  readonly path: string;
  /** `--tls-key-file`. */
  readonly flag: string;
  /** What stands after the flag; undefined for one that is switched on, or off with `--no-`. */
  readonly value?: string;
  /** True where the flag may be given again, and the variable holds a list with commas. */
  readonly isList?: boolean;
}

/** Every field that has a flag, in the order in which help lists them. */
export const SETTINGS: readonly Setting[] = [
  { path: 'extender.listen', flag: '--listen', value: 'host:port' },
  { path: 'extender.bodyLimit', flag: '--body-limit', value: 'size' },
  { path: 'extender.bind', flag: '--bind' },
  { path: 'extender.shutdownDelay', flag: '--shutdown-delay', value: 'duration' },
  { path: 'extender.tls.certFile', flag: '--tls-cert-file', value: 'file' },
  { path: 'extender.tls.keyFile', flag: '--tls-key-file', value: 'file' },
  { path: 'extender.tls.clientCAFile', flag: '--client-ca-file', value: 'file' },
  { path: 'operations.listen', flag: '--operations-listen', value: 'host:port' },
  { path: 'cluster.kubeconfig', flag: '--kubeconfig', value: 'file' },
  { path: 'cluster.context', flag: '--context', value: 'name' },
  { path: 'cluster.maxStateAge', flag: '--max-state-age', value: 'duration' },
  { path: 'decisions.policy', flag: '--policy', value: 'name' },
  { path: 'decisions.modelCosts', flag: '--model-cost', value: 'model=cost', isList: true },
  { path: 'demand.halfLife', flag: '--demand-half-life', value: 'duration' },
  { path: 'pools.label', flag: '--pool-label', value: 'label' },
  { path: 'logLevel', flag: '--log-level', value: 'level' },
];

/** The variable that stands for a flag: `SLICEWISE_TLS_KEY_FILE` for `--tls-key-file`. */
export function variableOf(flag: string): string {
  return `SLICEWISE_${flag.slice(2).replaceAll('-', '_').toUpperCase()}`;
}

/** The name by which commander gives the value of a flag: `tlsKeyFile` for `--tls-key-file`. */
export function optionOf(flag: string): string {
  return flag.slice(2).replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
