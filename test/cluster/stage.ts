import type { Api } from '../control-plane/api.ts';
import { type ApiProxy, startApiProxy } from '../control-plane/api-proxy.ts';
import { type ControlPlane, startControlPlane } from '../control-plane/control-plane.ts';
import { install } from './installation.ts';
import { startKubelets } from './kubelets.ts';
import { type PodView, viewPods } from './pod-view.ts';
import { type Slicewise, type SlicewiseSettings, startSlicewise } from './slicewise.ts';

/** What a scenario plays on: a control plane without nodes, slicewise that follows it, and the kubelets' part. */
export interface Stage {
  readonly plane: ControlPlane;
  readonly api: Api;
  readonly slicewise: Slicewise;
  /** The pods, as a watch of the test's own shows them. */
  readonly view: PodView;
  /** Between slicewise and the API server, where that was asked for. */
  readonly proxy: ApiProxy | undefined;
  /** Ends all of it. */
  close(): Promise<void>;
}

/** What is special about a stage. */
export interface StageOptions extends Omit<SlicewiseSettings, 'folder' | 'kubeconfig'> {
  /** From the request to delete a pod to its end. */
  readonly terminationMs?: number;
  /** Puts a proxy that can fail between slicewise and the API server. */
  readonly hasProxy?: boolean;
  /** A file of `deploy/manifests`: slicewise runs with the rights and the configuration in it, not as an administrator. */
  readonly manifests?: string;
}

/** Longest that a scenario may take in all, in milliseconds. */
export const SCENARIO_MS = 180_000;

/** Sets a stage. kube-scheduler is not started: each scenario has its own wishes. */
export async function openStage(options: StageOptions = {}): Promise<Stage> {
  const { terminationMs, hasProxy, manifests, ...settings } = options;
  const plane = await startControlPlane();
  const { api, folder } = plane;
  const proxy = hasProxy ? await startApiProxy(plane.server, plane.authority) : undefined;
  const installed = manifests === undefined ? undefined : await install(plane, manifests);
  const kubeconfig =
    installed?.kubeconfig ?? plane.writeKubeconfig('slicewise', { server: proxy?.server ?? plane.server });
  const configuration = installed?.slicewise ?? {};
  const slicewise = await startSlicewise({ configuration, ...settings, folder, kubeconfig });
  const view = viewPods(api.config);
  const stopKubelets = startKubelets(api, view, terminationMs);
  return {
    plane,
    api,
    slicewise,
    view,
    proxy,
    async close() {
      stopKubelets();
      view.stop();
      await slicewise.stop();
      await proxy?.stop();
      await plane.stop();
    },
  };
}
