import { mostSimilar } from '../similar.ts';
import type { Environment } from './layers.ts';
import { SETTINGS, variableOf } from './settings.ts';

const PREFIX = 'SLICEWISE_';

const KNOWN = ['SLICEWISE_CONFIG', 'SLICEWISE_SNAPSHOT', ...SETTINGS.map(({ flag }) => variableOf(flag))];

/**
 * Variables of the kubelet's own: it gives every pod the addresses of the Services of its namespace, and one that is called
 * `slicewise` makes `SLICEWISE_SERVICE_HOST`, `SLICEWISE_PORT_8888_TCP_ADDR` and more.
 */
const OF_SERVICES = /_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)$/;
const ADDRESS_OF_SERVICE = /^(tcp|udp|sctp):\/\//;

/**
 * Sentences about variables that look as if they were meant for slicewise, and mean nothing to it. They are no faults: who
 * starts a process does not always choose all of its environment.
 */
export function unknownVariables(environment: Environment): readonly string[] {
  return Object.entries(environment)
    .filter(([name, value = '']) => name.startsWith(PREFIX) && !KNOWN.includes(name) && !isOfService(name, value))
    .map(([name]) => name)
    .sort()
    .map((name) => {
      const [meant] = mostSimilar(name, KNOWN, (known) => known);
      return `${name} means nothing to slicewise${meant === undefined ? '' : `; did you mean ${meant}?`}`;
    });
}

function isOfService(name: string, value: string): boolean {
  return OF_SERVICES.test(name) || (name.endsWith('_PORT') && ADDRESS_OF_SERVICE.test(value));
}
