import type { ResourceQuotaObject } from './objects.ts';
import { parseQuantity } from './quantity.ts';

/** What a ResourceQuota says about one resource of its namespace. */
export interface Quota {
  readonly namespace: string;
  readonly name: string;
  /** Without the prefix `requests.`: `nvidia.com/mig-2g.10gb`. */
  readonly resource: string;
  readonly hard: number;
  readonly used: number;
}

const PREFIX = 'requests.';

/** Reads the limits of a quota on requests for extended resources. Amounts that cannot be read are left out. */
export function readQuotas({ metadata, spec, status }: ResourceQuotaObject): readonly Quota[] {
  const used = status?.used ?? {};
  return Object.entries(spec?.hard ?? status?.hard ?? {}).flatMap(([key, text]) => {
    if (!key.startsWith(PREFIX)) return [];
    const hard = parseQuantity(text);
    const spent = parseQuantity(used[key] ?? 0);
    if (!hard.ok || !spent.ok) return [];
    return [
      {
        namespace: metadata.namespace ?? 'default',
        name: metadata.name,
        resource: key.slice(PREFIX.length),
        hard: hard.value,
        used: spent.value,
      },
    ];
  });
}
