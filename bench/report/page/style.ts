/**
 * The report's style sheet; light or dark as the reader's system is, light on paper. Colours of policies keep apart for the
 * colour-blind (after Okabe and Ito, darkened or lightened until they stand out from the ground); dashes and marks tell
 * them apart without colour.
 */
const LIGHT = `
  --ground: #f6f7f9; --card: #fff; --ink: #17202c; --soft: #586476; --faint: #9aa4b2; --line: #e1e5eb; --rule: #c5ccd6; --row: #eaf2fb;
  --p0: #0063b1; --p1: #007f66; --p2: #17202c; --p3: #c2410c; --p4: #a02c8a; --p5: #8a6a00; --p6: #6b4a3a; --p7: #0b7f9c; --grey: #a3adba;
  --blue: 0 99 177; --orange: 205 92 20; --alert: #8c3a12; --alert-ground: #fdf0e4;`;

const DARK = `
  --ground: #0f1319; --card: #171d26; --ink: #e6ebf2; --soft: #9eaaba; --faint: #66717f; --line: #2a323e; --rule: #414c5a; --row: #1c2a3c;
  --p0: #6cb6f5; --p1: #3ecba5; --p2: #f0f3f7; --p3: #f58a54; --p4: #e28bd3; --p5: #d8b53c; --p6: #c9a28e; --p7: #58c8e2; --grey: #5f6b7a;
  --blue: 84 164 236; --orange: 240 138 70; --alert: #f5b98a; --alert-ground: #38261a;`;

const PLACES = [0, 1, 2, 3, 4, 5, 6, 7];
const DASHES = ['none', '8 3', '2 3', 'none', '9 3 2 3', '5 3', '1.5 2.5', '12 3'];

const POLICIES = [
  ...PLACES.map((place) => `.p${place} { --colour: var(--p${place}); --dash: ${DASHES[place]}; }`),
  '.grey { --colour: var(--grey); --dash: none; }',
].join('\n');

const TINTS = [
  ...[1, 2, 3, 4].map(
    (level) => `.worse-${level} { background: rgb(var(--orange) / ${[0.08, 0.18, 0.32, 0.48][level - 1]}); }`,
  ),
  ...[1, 2, 3, 4].map(
    (level) => `.better-${level} { background: rgb(var(--blue) / ${[0.08, 0.18, 0.32, 0.48][level - 1]}); }`,
  ),
  ...[1, 2, 3, 4, 5, 6].map(
    (level) => `.heat-${level} { background: rgb(var(--blue) / ${(0.055 * level).toFixed(3)}); }`,
  ),
].join('\n');

export const STYLE = `
:root { color-scheme: light dark; ${LIGHT} }
@media (prefers-color-scheme: dark) { :root { ${DARK} } }
@media print { :root { color-scheme: light; ${LIGHT} --ground: #fff; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; font-variant-numeric: tabular-nums; }
header, main, footer { max-width: 2320px; margin: 0 auto; padding: 0 32px; }
header { padding-top: 36px; padding-bottom: 8px; }
footer { padding-bottom: 36px; color: var(--soft); font-size: 13px; }
.kicker { margin: 0 0 6px; color: var(--soft); font-size: 14px; letter-spacing: .02em; }
h1 { font-size: clamp(26px, 2.6vw, 40px); line-height: 1.18; letter-spacing: -.015em; font-weight: 650; margin: 0; max-width: 28em; text-wrap: balance; }
h2 { font-size: 21px; line-height: 1.28; letter-spacing: -.008em; font-weight: 620; margin: 0; max-width: 46em; text-wrap: balance; }
.shown { color: var(--soft); font-size: 14.5px; margin: 6px 0 16px; max-width: 62em; text-wrap: pretty; }
.missing { background: var(--alert-ground); color: var(--alert); border-left: 4px solid currentColor; border-radius: 4px; margin: 18px 0 0; padding: 10px 16px; font-weight: 550; }
.tiles { list-style: none; display: grid; grid-template-columns: repeat(auto-fit, minmax(230px, 1fr)); gap: 14px; margin: 26px 0 0; padding: 0; max-width: 1500px; }
.tiles li { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 14px 18px 15px; }
.tiles b { display: block; font-size: 36px; line-height: 1.15; font-weight: 600; letter-spacing: -.02em; color: var(--p0); }
.tiles small { font-size: 17px; font-weight: 500; letter-spacing: 0; }
.tiles span { display: block; color: var(--soft); font-size: 14px; line-height: 1.4; margin-top: 4px; }
dl { margin: 0; } dt { font-weight: 620; } dd { margin: 2px 0 0; text-wrap: pretty; }
.lead { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 430px), 1fr)); gap: 18px 44px; margin: 28px 0 26px; max-width: 2000px; }
.lead dd { max-width: 46em; }
nav { display: flex; flex-wrap: wrap; gap: 6px 22px; border-top: 1px solid var(--line); padding: 12px 0 14px; font-size: 14.5px; }
a { color: var(--p0); text-decoration: none; } a:hover { text-decoration: underline; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 24px 28px 26px; margin: 0 0 20px; scroll-margin-top: 10px; }
.figures { display: grid; gap: 22px 34px; }
.wide { grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr)); }
.narrow { grid-template-columns: repeat(auto-fit, minmax(min(100%, 320px), 1fr)); }
.wide figure, .beside figure { max-width: 660px; } .narrow figure { max-width: 470px; }
figure { margin: 0; min-width: 0; } figcaption { font-weight: 600; font-size: 15px; margin: 0 0 6px; }
svg { display: block; width: 100%; height: auto; overflow: visible; font-size: 11.5px; }
svg text { fill: var(--ink); }
.tick, .axis-title { fill: var(--soft) !important; } .tick { font-size: 11px; } .axis-title { font-size: 11.5px; }
.end { text-anchor: end; } .middle { text-anchor: middle; }
.grid { stroke: var(--line); } .axis { stroke: var(--rule); } .reference { stroke: var(--soft); stroke-dasharray: 3 3; }
${POLICIES}
.line { fill: none; stroke: var(--colour); stroke-width: 2; stroke-dasharray: var(--dash); stroke-linejoin: round; }
.line.p0 { stroke-width: 3; } .line.grey { stroke-width: 1.1; }
.band { fill: var(--colour); fill-opacity: .1; }
.mark { fill: var(--colour); stroke: var(--card); stroke-width: 1; } .mark:is(.ring, .plus, .cross) { fill: none; stroke: var(--colour); stroke-width: 2; }
svg .mark.ring { fill: var(--card); }
.whisker { stroke: var(--colour); stroke-width: 2; }
.leader { fill: none; stroke: var(--colour); stroke-width: 1; stroke-opacity: .55; }
svg .name, svg .value { fill: var(--colour); font-weight: 600; } svg .name.grey, svg .value.grey { fill: var(--soft); font-weight: 400; }
svg .p0.name, svg .p0.value { font-weight: 700; } .row { fill: var(--row); }
.rung { fill: none; stroke: var(--colour); stroke-width: 2.2; stroke-linejoin: round; } .rung.repacked { --colour: var(--ink); stroke-dasharray: 4 3; stroke-width: 1.6; }
.rung.shaped { --colour: var(--soft); stroke-dasharray: 1.5 2.5; stroke-width: 1.6; } .lost { fill: var(--colour); fill-opacity: .16; }
svg .rung-name { fill: var(--soft); }
.scroll { overflow-x: auto; margin: 4px -6px 0; padding: 0 6px 4px; }
table { border-collapse: collapse; font-size: 13.5px; line-height: 1.35; white-space: nowrap; }
th { color: var(--soft); font-weight: 500; font-size: 12.5px; text-align: right; padding: 4px 9px; vertical-align: bottom; }
td { text-align: right; padding: 4px 9px; border-top: 1px solid var(--line); }
th:first-child { text-align: left; padding-left: 4px; position: sticky; left: 0; background: var(--card); }
th[title] { cursor: help; text-decoration: underline dotted var(--rule); text-underline-offset: 3px; }
tbody th { border-top: 1px solid var(--line); font-size: 13.5px; color: var(--soft); vertical-align: middle; }
tbody th.name:not(.grey) { color: var(--colour); font-weight: 600; }
tr.own > * { border-top-color: var(--p0); border-bottom: 1px solid var(--p0); } tr.own td { font-weight: 600; }
th.group { text-align: left; color: var(--ink); font-weight: 600; border-bottom: 1px solid var(--rule); padding-left: 14px; white-space: nowrap; }
td.start, th.start { padding-left: 14px; border-left: 6px solid var(--card); }
table.tight { font-size: 13px; } .tight th, .tight td { padding: 4px 5px; }
.matrix { font-size: 13px; } .matrix th.group { white-space: normal; } .matrix td { min-width: 62px; padding: 4px 4px 4px 9px; } td.none { color: var(--faint); }
td i { display: inline-block; width: 1.1em; font-style: normal; font-size: 9px; text-align: right; vertical-align: 1px; opacity: .75; }
.keys { display: flex; flex-wrap: wrap; margin: 0 0 12px; font-size: 12px; } .key { border: 1px solid var(--line); border-right: 0; padding: 1px 9px; } .key:last-child { border-right: 1px solid var(--line); }
${TINTS}
details { border-top: 1px solid var(--line); margin-top: 14px; padding-top: 10px; } details + details { margin-top: 10px; }
summary { cursor: pointer; color: var(--p0); font-size: 14.5px; } details > :nth-child(2) { margin-top: 14px; }
h3 { font-size: 15px; font-weight: 600; margin: 0 0 10px; } h3:not(:first-child), summary + h3 { margin-top: 18px; }
.beside { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr)); gap: 22px 34px; align-items: start; }
.notes { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 380px), 1fr)); gap: 16px 40px; margin-top: 14px; font-size: 14.5px; }
.notes dd { color: var(--soft); }
@media (max-width: 700px) {
  header, main, footer { padding-left: 12px; padding-right: 12px; } header { padding-top: 20px; }
  section { padding: 18px 14px; border-radius: 8px; } h2 { font-size: 19px; }
  .tiles { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 10px; } .tiles b { font-size: 27px; } .tiles small { font-size: 14px; }
  .tiles li { padding: 10px 12px; } .tiles span { font-size: 13px; }
  svg { font-size: 12.5px; } .tick, .axis-title { font-size: 12.5px; }
}
@media print {
  body { font-size: 11pt; } header, main, footer { padding-left: 0; padding-right: 0; max-width: none; }
  section:not(:first-of-type) { break-before: page; }
  section { border: 0; border-top: 1px solid var(--rule); border-radius: 0; padding: 14px 0; }
  figure, tr, .tiles li, .lead > div { break-inside: avoid; } h2, .shown { break-after: avoid; } nav { display: none; }
  .wide { grid-template-columns: repeat(2, minmax(0, 1fr)); } .narrow { grid-template-columns: repeat(3, minmax(0, 1fr)); }
  .scroll { overflow: visible; } .scroll table { font-size: 7.5pt; } .scroll th, .scroll td { font-size: 7.5pt; padding: 2px 4px; white-space: normal; }
  details::details-content { content-visibility: visible; block-size: auto; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
