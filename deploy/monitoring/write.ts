import { readFileSync, writeFileSync } from 'node:fs';
import { dashboardJson } from './dashboard.ts';
import { CHART_FILES, DASHBOARD, RULES } from './files.ts';

// npm run monitoring, before the dashboard is formatted: the dashboard, and what the chart installs of both.
for (const file of [DASHBOARD, CHART_FILES.dashboard]) writeFileSync(file, dashboardJson());
writeFileSync(CHART_FILES.rules, readFileSync(RULES));
