import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Component, startComponent } from '../control-plane/component.ts';
import { freePort } from '../control-plane/free-port.ts';

/** How a scenario wants slicewise to run. */
export interface SlicewiseSettings {
  /** Where its configuration and its log are. */
  readonly folder: string;
  /** Tells it from others in that folder. */
  readonly name?: string;
  readonly kubeconfig: string;
  readonly bind?: boolean;
  readonly leaseNamespace?: string;
  /** Files, or `off` where the configuration to start from has some. */
  readonly tls?: TlsFiles | 'off';
  readonly maxStateAge?: string;
  readonly poolLabel?: string;
  /** A configuration to start from; what is said here goes before it. */
  readonly configuration?: SlicewiseConfiguration;
}

interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
  readonly clientCAFile: string;
}

const TLS_OFF: TlsFiles = { certFile: '', keyFile: '', clientCAFile: '' };

/** The parts of a configuration file that tests change. */
export interface SlicewiseConfiguration {
  readonly cluster?: object;
  readonly extender?: object;
  readonly advisor?: object;
}

/** A slicewise that runs. */
export interface Slicewise extends Component {
  /** `127.0.0.1:PORT`, where the extender listens. */
  readonly address: string;
  /** What to give kube-scheduler. */
  readonly url: string;
  /** Where probes and metrics are, without TLS. */
  readonly operations: string;
  /** Starts it again at the same addresses, after it has ended. */
  restart(): Promise<Slicewise>;
}

/** Starts `slicewise serve` on loopback ports and waits until it is ready: synced with the cluster. */
export async function startSlicewise(settings: SlicewiseSettings): Promise<Slicewise> {
  const address = `127.0.0.1:${await freePort()}`;
  return startAt(settings, address, `127.0.0.1:${await freePort()}`);
}

async function startAt(settings: SlicewiseSettings, address: string, operationsAddress: string): Promise<Slicewise> {
  const { folder, name = 'slicewise' } = settings;
  const file = path.join(folder, `${name}.yaml`);
  writeFileSync(file, JSON.stringify(configuration(settings, address, operationsAddress)));
  const operations = `http://${operationsAddress}`;
  const component = await startComponent({
    name,
    command: process.execPath,
    args: ['src/main.ts', 'serve', '--config', file],
    folder,
    isReady: async () => (await fetch(`${operations}/readyz`)).ok,
  });
  return {
    ...component,
    address,
    url: `${settings.tls === undefined || settings.tls === 'off' ? 'http' : 'https'}://${address}`,
    operations,
    restart: () => startAt(settings, address, operationsAddress),
  };
}

function configuration(settings: SlicewiseSettings, address: string, operations: string): object {
  const { kubeconfig, bind, leaseNamespace, tls, maxStateAge, poolLabel, configuration: base = {} } = settings;
  return {
    apiVersion: 'slicewise.dev/v1alpha1',
    kind: 'SlicewiseConfiguration',
    ...base,
    cluster: { ...base.cluster, ...given({ kubeconfig, maxStateAge }) },
    extender: {
      ...base.extender,
      listen: address,
      ...given({ bind, leaseNamespace, tls: tls === 'off' ? TLS_OFF : tls }),
    },
    operations: { listen: operations },
    ...(poolLabel === undefined ? {} : { pools: { label: poolLabel } }),
  };
}

/** Without what was not given. */
function given(fields: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
