import type { ContainerObject, PodObject } from './objects.ts';
import { parseAmount } from './quantity.ts';

/** Amounts per resource name, in base units: cores, bytes, pieces. */
export type Resources = ReadonlyMap<string, number>;

/**
 * What a pod asks for, as kube-scheduler counts it (`PodRequests` in k8s.io/component-helpers): the larger of what its
 * containers and restartable init containers ask for together and of what each init container needs while it runs beside
 * the restartable ones before it; overhead on top. A limit stands in for a request that is absent. What the pod as a
 * whole asks for comes before what its containers ask for; that can be CPU, memory and huge pages, never a device.
 *
 * @throws RangeError naming container and resource, when an amount cannot be read or is negative.
 */
export function podRequests(spec: PodObject['spec']): Resources {
  let restartable: Resources = new Map();
  let peak: Resources = new Map();
  for (const container of spec.initContainers ?? []) {
    const own = containerRequests(container);
    const running = sum(restartable, own);
    peak = maximum(peak, running);
    if (container.restartPolicy === 'Always') restartable = running;
  }
  const regular = (spec.containers ?? []).map(containerRequests).reduce(sum, restartable);
  const whole = [...containerRequests({ name: 'the pod', resources: spec.resources })].filter(([resource]) =>
    isPodLevel(resource),
  );
  return sum(new Map([...maximum(regular, peak), ...whole]), quantities(spec.overhead, 'overhead'));
}

function isPodLevel(resource: string): boolean {
  return resource === 'cpu' || resource === 'memory' || resource.startsWith('hugepages-');
}

function containerRequests({ name, resources }: Pick<ContainerObject, 'name' | 'resources'>): Resources {
  const owner = name ? `container "${name}"` : 'a container without a name';
  const limits = quantities(resources?.limits, `limits of ${owner}`);
  const requests = quantities(resources?.requests, `requests of ${owner}`);
  return new Map([...limits, ...requests]);
}

function quantities(values: Readonly<Record<string, string | number>> | null | undefined, where: string): Resources {
  return new Map(
    Object.entries(values ?? {}).map(([resource, text]) => {
      const amount = parseAmount(text);
      if (!amount.ok) throw new RangeError(`${where}, ${resource}: ${amount.error}`);
      return [resource, amount.value];
    }),
  );
}

function sum(a: Resources, b: Resources): Resources {
  return combine(a, b, (x, y) => x + y);
}

function maximum(a: Resources, b: Resources): Resources {
  return combine(a, b, Math.max);
}

function combine(a: Resources, b: Resources, merge: (x: number, y: number) => number): Resources {
  const merged = new Map(a);
  for (const [resource, amount] of b) merged.set(resource, merge(a.get(resource) ?? 0, amount));
  return merged;
}
