import { type ComponentChild, h } from 'preact';
import { counted } from '../../../src/counted.ts';
import { facetsOf, varyingKeys } from '../facets.ts';
import { grouped, listed, percent, points } from '../figures.ts';
import { comparedText, findingsOf } from '../findings.ts';
import { DEFAULT_POLICY } from '../policy-roles.ts';
import { prose } from '../prose.ts';
import { bestPlacement, movesBought, standingOf } from '../standing.ts';
import { byAcceptance, policyIn } from '../summary.ts';
import type { ReportView } from './report-view.ts';

/** What was run and what it shows, in words and in a few large figures. */
export function drawLead(view: ReportView): ComponentChild {
  const { summary } = view;
  const { missing, winner, standing, gap, moves } = findingsOf(summary);
  return h(
    'header',
    {},
    h('p', { class: 'kicker' }, `slicewise bench · ${summary.title}`),
    h('h1', {}, headline(view)),
    missing === undefined ? null : h('p', { class: 'missing', role: 'alert' }, missing),
    drawTiles(view),
    h(
      'dl',
      { class: 'lead' },
      drawItem('What was run', runText(view)),
      drawItem('What it shows', [winner, gap, moves].flatMap((text) => text ?? []).join(' ')),
      drawItem(`Where ${DEFAULT_POLICY} does not win`, notWinning(view, standing)),
      drawItem('What was assumed', assumedText(view)),
    ),
  );
}

function headline({ summary }: ReportView): string {
  const { compared, judged, losses } = standingOf(summary);
  if (compared === 0) return 'Policies side by side';
  if (judged === 0) return `${DEFAULT_POLICY} beside other policies, on too few seeds to judge`;
  if (losses.length === 0) return `No policy that only places accepts significantly more than ${DEFAULT_POLICY}`;
  const chance = losses.length <= judged / 40 ? ', no more than by chance' : '';
  return `${DEFAULT_POLICY} is significantly worse in ${losses.length} of ${counted(judged, 'comparison')}${chance}`;
}

function drawItem(title: string, text: string): ComponentChild {
  return text === '' ? null : h('div', {}, h('dt', {}, title), h('dd', {}, prose(text)));
}

function drawTiles({ typical, summary }: ReportView): ComponentChild {
  const [scenario] = typical.filter((each) => policyIn(each, DEFAULT_POLICY) !== undefined);
  const standard = scenario && policyIn(scenario, DEFAULT_POLICY);
  if (scenario === undefined || standard?.slices === undefined) return null;
  const rival = byAcceptance(scenario.policies).find(
    ({ policy, role }) => role === 'placement' && policy !== DEFAULT_POLICY,
  );
  const bought = movesBought(scenario).find(({ allowed }) => allowed === 2) ?? movesBought(scenario).at(-1);
  const { judged, losses } = standingOf(summary);
  const tiles: readonly (readonly [figure: string, unit: string, text: string] | undefined)[] = [
    [percent(standard.slices.mean, 1), '%', `of slices accepted by ${DEFAULT_POLICY} (${scenario.name})`],
    rival?.toDefault && [
      points(-rival.toDefault.mean),
      'points',
      `against ${rival.policy}, the best other policy without moves, in the same scenario`,
    ],
    bought?.closed === undefined || bought.allowed === 0
      ? undefined
      : [
          percent(bought.closed, 0),
          '%',
          `of the gap to perfect repacking closed by ${bought.policy}, in the same scenario`,
        ],
    judged === 0
      ? undefined
      : [
          String(losses.length),
          `of ${grouped(judged)}`,
          `comparisons in which ${DEFAULT_POLICY} is significantly worse`,
        ],
  ];
  return h(
    'ul',
    { class: 'tiles' },
    tiles.map(
      (tile) => tile && h('li', {}, h('b', {}, prose(tile[0]), h('small', {}, ` ${tile[1]}`)), h('span', {}, tile[2])),
    ),
  );
}

function runText({ summary, scenarios }: ReportView): string {
  if (scenarios.length === 0) return 'Nothing yet.';
  const varying = varyingKeys(scenarios.map(({ scenario }) => scenario));
  const differing = [...varying].map((key) => {
    const texts = scenarios.flatMap(
      ({ scenario }) => facetsOf(scenario).find((facet) => facet.key === key)?.text ?? [],
    );
    return listed([...new Set(texts)], 6);
  });
  const requests = scenarios.reduce((sum, each) => sum + each.requests, 0);
  const most = Math.max(...scenarios.map(({ seeds }) => seeds));
  const over = differing.length === 0 ? '' : ` (${differing.join('; ')})`;
  const policies = summary.policies.filter((policy) => scenarios.some((scenario) => policyIn(scenario, policy)));
  return `${counted(policies.length, 'policy').replace(/policys$/, 'policies')} in ${counted(scenarios.length, 'scenario')}${over}, each on the same streams of requests from ${counted(most, 'seed')}: ${grouped(summary.made)} replays, ${grouped(requests)} requests counted for each policy.`;
}

function notWinning({ scenarios, summary }: ReportView, standing: string | undefined): string {
  const { losses } = standingOf(summary);
  if (losses.length > 0)
    return `Significantly worse, in points of slices: ${listed(losses.map(comparedText), 6, '; ')}.`;
  const ahead = scenarios.flatMap((scenario) => {
    const best = bestPlacement(scenario);
    return best === undefined || best.policy === DEFAULT_POLICY || best.toDefault === undefined
      ? []
      : [comparedText({ scenario, policy: best, comparison: best.toDefault })];
  });
  if (ahead.length === 0) return standing ?? '';
  return `${standing ?? ''} Ahead of it by no more than chance explains: ${listed(ahead, 6, '; ')}.`.trim();
}

function assumedText({ scenarios }: ReportView): string {
  const [first] = scenarios;
  if (first === undefined) return '';
  const varying = varyingKeys(scenarios.map(({ scenario }) => scenario));
  const same = facetsOf(first.scenario).flatMap(({ key, text }) => (varying.has(key) ? [] : [text]));
  const common = same.length === 0 ? '' : `In every scenario: ${listed(same, 12)}. `;
  const isAtOnce = scenarios.every(
    ({ scenario: { queue, mode } }) => !queue && (mode.kind === 'carve' || mode.recutAfter === undefined),
  );
  const trace = scenarios.some(({ scenario, seeds }) => scenario.workload.kind === 'trace' && seeds > 1)
    ? ' Seed 0 is the trace in its own order; every other seed shuffles which pod comes when.'
    : '';
  return `${common}Each request asks for one instance${isAtOnce ? ' and takes it at once' : ''}.${trace} The other policies are their published rules in this simulator, not runs of the programs that they come from.`;
}
