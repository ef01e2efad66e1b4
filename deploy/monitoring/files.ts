/** The dashboard for Grafana, generated from this folder. */
export const DASHBOARD = 'deploy/monitoring/dashboard.json';

/** The rules for Prometheus. */
export const RULES = 'deploy/monitoring/rules.yaml';

/** Copies of both in the chart, which can only install what is in its own folder. */
export const CHART_FILES = {
  dashboard: 'deploy/helm/slicewise/files/dashboard.json',
  rules: 'deploy/helm/slicewise/files/rules.yaml',
} as const;
