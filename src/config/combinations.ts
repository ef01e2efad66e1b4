import type { Fault } from './faults.ts';
import { parseListenAddress } from './listen-address.ts';
import type { WrittenConfiguration } from './schema.ts';

/** What makes no sense together, though each field for itself does. */
export function impossibleCombinations(written: WrittenConfiguration, snapshot: string | undefined): readonly Fault[] {
  const { cluster, extender, operations, demand, advisor } = written;
  const { certFile, keyFile, clientCAFile } = extender.tls;
  const rules: readonly (readonly [isBroken: boolean, path: string, reason: string])[] = [
    [certFile !== '' && keyFile === '', 'extender.tls.certFile', 'needs extender.tls.keyFile, which is empty'],
    [keyFile !== '' && certFile === '', 'extender.tls.keyFile', 'needs extender.tls.certFile, which is empty'],
    [
      clientCAFile !== '' && certFile === '' && keyFile === '',
      'extender.tls.clientCAFile',
      'needs extender.tls.certFile and extender.tls.keyFile, which are empty: without TLS nobody shows a certificate',
    ],
    [
      isSameAddress(extender.listen, operations.listen),
      'operations.listen',
      'is the address of the extender, too; leave it empty to have everything there',
    ],
    [
      advisor.hysteresis > advisor.threshold,
      'advisor.hysteresis',
      'is more than advisor.threshold: no pool could ever be well again',
    ],
    [
      snapshot !== undefined && demand.configMap !== '',
      'demand.configMap',
      'cannot be with --snapshot: nothing arrives in a snapshot',
    ],
    [
      snapshot !== undefined && advisor.events,
      'advisor.events',
      'cannot be with --snapshot: a snapshot takes no Events',
    ],
    [snapshot !== undefined && extender.bind, 'extender.bind', 'cannot be with --snapshot: a snapshot binds no pods'],
    [
      snapshot !== undefined && cluster.kubeconfig !== '',
      'cluster.kubeconfig',
      'cannot be with --snapshot, which stands in for the cluster',
    ],
    [
      snapshot !== undefined && cluster.context !== '',
      'cluster.context',
      'cannot be with --snapshot, which stands in for the cluster',
    ],
  ];
  return rules.flatMap(([isBroken, path, reason]) => (isBroken ? [{ path, reason }] : []));
}

/** Port 0 is another one each time. */
function isSameAddress(one: string, other: string): boolean {
  const address = parseListenAddress(other);
  return one === other && address.ok && address.value.port !== 0;
}
