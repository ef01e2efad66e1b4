import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const SDK = 'node_modules/@grafana/grafana-foundation-sdk/dist';
/** The kinds of panel that may be checked, and what else the types of a dashboard need. */
const KINDS = ['barchart', 'bargauge', 'stat', 'timeseries'];
const MODULES = ['common', 'dashboard', 'prometheus', ...KINDS];

/** A dashboard as JSON has it, as far as its parts are checked one by one. */
interface Parts {
  readonly panels: readonly PanelParts[];
}

interface PanelParts {
  readonly type: string;
  readonly options?: unknown;
  readonly fieldConfig?: { readonly defaults: { readonly custom?: unknown } };
  readonly targets?: readonly object[];
}

/**
 * Checks a dashboard against the types of Grafana's foundation SDK, which are generated from the schemas of Grafana's kinds:
 * the dashboard itself, and of each panel its options, what its kind adds to fields, and its queries. A property that Grafana
 * does not know is a fault, too.
 *
 * @returns What the compiler says; empty where all is right.
 */
export function faultsAgainstGrafana(dashboard: Parts): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'slicewise-grafana-'));
  try {
    for (const name of MODULES) {
      mkdirSync(path.join(folder, name));
      const types = readFileSync(`${SDK}/${name}/types.gen.d.ts`, 'utf8');
      writeFileSync(path.join(folder, name, 'index.d.ts'), withPlainEnums(types));
    }
    mkdirSync(path.join(folder, 'cog'));
    for (const file of ['index.d.ts', 'variants_gen.d.ts', 'builder_gen.d.ts']) {
      copyFileSync(`${SDK}/cog/${file}`, path.join(folder, 'cog', file));
    }
    const check = path.join(folder, 'check.ts');
    writeFileSync(check, claims(dashboard).join('\n'));
    const options = ['--noEmit', '--strict', '--ignoreConfig', '--target', 'es2022', '--module', 'esnext'];
    const resolution = ['--moduleResolution', 'bundler'];
    const { stdout, error } = spawnSync('node_modules/.bin/tsc', [...options, ...resolution, check], {
      encoding: 'utf8',
    });
    if (error !== undefined) throw error;
    return stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The parts of a dashboard, each with the type that it should have. */
function claims(dashboard: Parts): readonly string[] {
  const whole = {
    ...dashboard,
    panels: dashboard.panels.map(({ targets: _, ...panel }) => panel),
  };
  return [
    "import type * as dashboard from './dashboard';",
    "import type * as prometheus from './prometheus';",
    ...KINDS.map((kind) => `import type * as ${kind} from './${kind}';`),
    "type Query = Omit<prometheus.Dataquery, '_implementsDataqueryVariant'>;",
    `export const whole: dashboard.Dashboard = ${JSON.stringify(whole)};`,
    ...dashboard.panels.filter(({ type }) => type !== 'row').flatMap(claimsOfPanel),
  ];
}

function claimsOfPanel({ type, options, fieldConfig, targets = [] }: PanelParts, index: number): readonly string[] {
  const custom = fieldConfig?.defaults.custom;
  return [
    `export const options${index}: ${type}.Options = ${JSON.stringify(options)};`,
    ...(custom === undefined ? [] : [`export const custom${index}: ${type}.FieldConfig = ${JSON.stringify(custom)};`]),
    `export const queries${index}: Query[] = ${JSON.stringify(targets)};`,
  ];
}

/** Declarations in which an enumeration is the union of its values, which is what JSON holds. */
function withPlainEnums(types: string): string {
  const unions = new Map<string, ReadonlyMap<string, string>>();
  const plain = types.replaceAll(/export declare enum (\w+) \{([^}]*)\}/g, (_, name: string, body: string) => {
    const members = new Map(
      [...body.matchAll(/(\w+) = ([^,\n]+)/g)].map(([, member = '', value = '']) => [member, value]),
    );
    unions.set(name, members);
    return `export type ${name} = ${[...members.values()].join(' | ')};`;
  });
  return plain.replaceAll(
    /\b([A-Z]\w+)\.(\w+)\b/g,
    (text, name: string, member: string) => unions.get(name)?.get(member) ?? text,
  );
}
