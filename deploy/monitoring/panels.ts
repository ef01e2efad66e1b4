import * as barchart from '@grafana/grafana-foundation-sdk/barchart';
import * as bargauge from '@grafana/grafana-foundation-sdk/bargauge';
import {
  BarGaugeDisplayMode,
  BigValueColorMode,
  BigValueGraphMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizOrientation,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  type DataSourceRef,
  FieldColorBuilder,
  FieldColorModeId,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';

/** The data source that is chosen at the top of the dashboard. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: it is Grafana that puts the data source in here
export const DATA_SOURCE: DataSourceRef = { type: 'prometheus', uid: '${datasource}' };

/** What every panel has. */
export interface PanelText {
  readonly title: string;
  /** Shown at the panel's corner: what it says and what to do about it. */
  readonly description: string;
  /** A unit of Grafana: `percentunit`, `s`, `short`. */
  readonly unit: string;
  readonly queries: readonly Query[];
  /** Columns of 24, and rows. */
  readonly width: number;
  readonly height: number;
}

/** A query of Prometheus, and what its series are called. */
export interface Query {
  readonly expr: string;
  readonly legend: string;
}

/** Values from which on a colour counts. */
export interface Limits {
  readonly orange?: number;
  readonly red: number;
}

/** One number, or a few, as they are now. */
export function numbers(text: PanelText, limits?: Limits): stat.PanelBuilder {
  const panel = new stat.PanelBuilder()
    .reduceOptions(lastValue())
    .colorMode(limits === undefined ? BigValueColorMode.None : BigValueColorMode.Value)
    .graphMode(BigValueGraphMode.Area);
  if (limits !== undefined) panel.thresholds(steps(limits)).colorScheme(byThreshold());
  return withText(panel, text);
}

/** Bars beside each other, as they are now. */
export function bars(text: PanelText, limits: Limits): bargauge.PanelBuilder {
  const panel = new bargauge.PanelBuilder()
    .reduceOptions(lastValue())
    .orientation(VizOrientation.Horizontal)
    .displayMode(BarGaugeDisplayMode.Basic)
    .min(0)
    .thresholds(steps(limits))
    .colorScheme(byThreshold());
  return withText(panel, text);
}

/** Bars in groups, as they are now: a group for each value of the label `row`, a bar in it for each value of `column`. */
export function groupedBars(text: PanelText, row: string, column: string): barchart.PanelBuilder {
  const panel = new barchart.PanelBuilder()
    .withTransformation({
      id: 'groupingToMatrix',
      options: { rowField: row, columnField: column, valueField: 'Value' },
    })
    .orientation(VizOrientation.Vertical)
    .stacking(StackingMode.None)
    .showValue(VisibilityMode.Auto)
    .legend(legend())
    .min(0);
  return withText(panel, text, (query) => query.instant().format(PromQueryFormat.Table));
}

/** Lines over time. */
export function lines(text: PanelText): timeseries.PanelBuilder {
  const panel = new timeseries.PanelBuilder()
    .legend(legend())
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending))
    .min(0);
  return withText(panel, text);
}

/** Areas on top of each other, over time. */
export function areas(text: PanelText): timeseries.PanelBuilder {
  return lines(text).fillOpacity(40).stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'));
}

interface Panel<P> {
  title(text: string): P;
  description(text: string): P;
  unit(unit: string): P;
  datasource(source: DataSourceRef): P;
  span(columns: number): P;
  height(rows: number): P;
  withTarget(target: DataqueryBuilder): P;
}

function withText<P extends Panel<P>>(
  panel: P,
  { title, description, unit, queries, width, height }: PanelText,
  shape: (query: DataqueryBuilder) => DataqueryBuilder = (query) => query.range(),
): P {
  panel.title(title).description(description).unit(unit).datasource(DATA_SOURCE).span(width).height(height);
  for (const [index, { expr, legend: name }] of queries.entries()) {
    const query = new DataqueryBuilder()
      .refId(String.fromCharCode(65 + index))
      .expr(expr)
      .legendFormat(name);
    panel.withTarget(shape(query.datasource(DATA_SOURCE)));
  }
  return panel;
}

function lastValue(): ReduceDataOptionsBuilder {
  return new ReduceDataOptionsBuilder().calcs(['lastNotNull']).fields('').values(false);
}

function legend(): VizLegendOptionsBuilder {
  return new VizLegendOptionsBuilder()
    .displayMode(LegendDisplayMode.List)
    .placement(LegendPlacement.Bottom)
    .showLegend(true);
}

function byThreshold(): FieldColorBuilder {
  return new FieldColorBuilder().mode(FieldColorModeId.Thresholds);
}

function steps({ orange, red }: Limits): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder()
    .mode(ThresholdsMode.Absolute)
    .steps([
      { value: null, color: 'green' },
      ...(orange === undefined ? [] : [{ value: orange, color: 'orange' }]),
      { value: red, color: 'red' },
    ]);
}
