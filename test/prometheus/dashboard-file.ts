import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { DASHBOARD } from '../../deploy/monitoring/files.ts';

const dataSource = z.object({ type: z.string(), uid: z.string() });

const target = z.object({ refId: z.string(), expr: z.string(), legendFormat: z.string(), datasource: dataSource });

const panel = z.object({
  id: z.number(),
  type: z.string(),
  title: z.string(),
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
  description: z.string().optional(),
  datasource: dataSource.optional(),
  targets: z.array(target).default([]),
  options: z.unknown().optional(),
  fieldConfig: z
    .object({ defaults: z.object({ unit: z.string().optional(), custom: z.unknown().optional() }) })
    .optional(),
});

const variable = z.object({
  name: z.string(),
  type: z.string(),
  label: z.string(),
  query: z.unknown().optional(),
  definition: z.string().optional(),
  refresh: z.number().optional(),
  multi: z.boolean().optional(),
  includeAll: z.boolean().optional(),
  allValue: z.string().optional(),
  datasource: dataSource.optional(),
});

const dashboard = z.object({
  id: z.null(),
  uid: z.string(),
  title: z.string(),
  editable: z.boolean(),
  schemaVersion: z.number(),
  templating: z.object({ list: z.array(variable) }),
  panels: z.array(panel),
});

/** What tests look at in the dashboard. */
export type DashboardFile = z.output<typeof dashboard>;
export type PanelInFile = DashboardFile['panels'][number];

/** The dashboard as it is kept. */
export const dashboardText = readFileSync(DASHBOARD, 'utf8');

/** The dashboard as it is kept, read. */
export const dashboardFile: DashboardFile = dashboard.parse(JSON.parse(dashboardText));

/** The panels that show something: all but the titles of rows. */
export const panels: readonly PanelInFile[] = dashboardFile.panels.filter(({ type }) => type !== 'row');
