import {
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DATA_SOURCE } from './panels.ts';
import { extenderRow } from './rows/extender.ts';
import { fragmentationRow } from './rows/fragmentation.ts';
import { headroomRow } from './rows/headroom.ts';
import { stateRow } from './rows/state.ts';
import { strandedRow } from './rows/stranded.ts';
import { waitingRow } from './rows/waiting.ts';

/** The classic model, which every Grafana from 10 on imports. */
const SCHEMA_VERSION = 41;

const ROWS = [
  { title: 'What is stranded, and why', panels: strandedRow },
  { title: 'Headroom', panels: headroomRow },
  { title: 'Fragmentation and use over time', panels: fragmentationRow },
  { title: 'Waiting pods and recommendations', panels: waitingRow },
  { title: 'Extender', panels: extenderRow },
  { title: 'State and program', panels: stateRow },
] as const;

/** The dashboard as Grafana reads it. */
export function dashboard(): Dashboard {
  const built = new DashboardBuilder('slicewise: MIG capacity')
    .uid('slicewise-mig')
    .id(null)
    .description('What of the MIG capacity is stranded and why, what waits for it, and how slicewise is itself.')
    .tags(['slicewise', 'gpu', 'mig', 'kubernetes'])
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: 'now-6h', to: 'now' })
    .refresh('30s')
    .timezone('browser')
    .withVariable(new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'))
    .withVariable(labelVariable('cluster', 'Cluster', 'slicewise_build_info', '.*'))
    .withVariable(labelVariable('job', 'Job', 'slicewise_build_info{cluster=~"$cluster"}', '.+'))
    .withVariable(labelVariable('instance', 'Instance', 'slicewise_build_info{cluster=~"$cluster",job=~"$job"}', '.+'))
    .withVariable(labelVariable('pool', 'Pool', 'slicewise_memory_slices{cluster=~"$cluster",job=~"$job"}', '.+'));
  for (const { title, panels } of ROWS) {
    built.withRow(new RowBuilder(title));
    for (const panel of panels) built.withPanel(panel);
  }
  const { panels = [], ...rest } = built.build();
  return {
    ...rest,
    schemaVersion: SCHEMA_VERSION,
    panels: panels.map((panel, index) => ({ ...panel, id: index + 1 })),
  };
}

/** The dashboard as text. */
export function dashboardJson(): string {
  return `${JSON.stringify(dashboard(), null, 2)}\n`;
}

/** Values of a label. A choice of all leaves out no series, not even one without the label where `all` matches nothing, too. */
function labelVariable(label: string, title: string, metric: string, all: string): QueryVariableBuilder {
  return new QueryVariableBuilder(label)
    .label(title)
    .datasource(DATA_SOURCE)
    .query({ query: `label_values(${metric}, ${label})`, refId: label })
    .definition(`label_values(${metric}, ${label})`)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue(all)
    .current({ text: 'All', value: '$__all' });
}
