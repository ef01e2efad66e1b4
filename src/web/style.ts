/** The widest GPU has this many memory slices. */
const MOST_SLICES = 12;

/** Where windows are: classes, because the policy of the pages forbids style attributes. */
const COLUMNS = Array.from({ length: MOST_SLICES + 1 }, (_, n) =>
  n === 0
    ? '.at-0 { grid-column-start: 1; }'
    : `.at-${n} { grid-column-start: ${n + 1}; } .span-${n} { grid-column-end: span ${n}; } .of-${n} { --slices: ${n}; }`,
).join('\n');

/** The style sheet of the page without script; light or dark as the reader's system is. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #f4f6f8; --card: #fff; --ink: #1c2430; --soft: #5a6575; --line: #dfe3e9; --gap: #c3cad4; --link: #1f5fa8;
  --s: #a8ccf0; --on-s: #12304f; --m: #3a78ba; --l: #2a5f9f; --xl: #1b4377; --on: #fff;
  --idle-ground: #e6f4e8; --idle-line: #5ba267; --idle-ink: #235a2d;
  --maybe: #d9a441; --maybe-ground: #fdf3dc; --maybe-stripe: #f8e3b5; --maybe-ink: #5c4310;
  --warn: #a4442b; --frozen: #e7edf5;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #11151b; --card: #191f28; --ink: #e4e9f0; --soft: #9aa6b6; --line: #2c3542; --gap: #3d4856; --link: #8dbbe8;
    --s: #8ab6e2; --on-s: #0f2238; --m: #3f78b3; --l: #30619a; --xl: #244b7c; --on: #f4f8fc;
    --idle-ground: #17291b; --idle-line: #4c9158; --idle-ink: #a5d6ae;
    --maybe: #a37a2a; --maybe-ground: #2f2614; --maybe-stripe: #43361a; --maybe-ink: #f0d79e;
    --warn: #e89479; --frozen: #232d3a;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.45 system-ui, sans-serif; }
header, main { max-width: 1560px; margin: 0 auto; padding: 20px 24px; }
header { padding-bottom: 0; }
a { color: var(--link); text-decoration: none; } a:hover { text-decoration: underline; }
code { font: 13px ui-monospace, monospace; background: var(--frozen); border-radius: 4px; padding: 2px 6px; overflow-wrap: anywhere; }
h1 { font-size: 22px; margin: 0; }
h1 small { color: var(--soft); font-weight: 400; font-size: 15px; margin-left: 10px; }
h2 { font-size: 17px; margin: 0; }
h2 small { color: var(--soft); font-weight: 400; font-size: 15px; margin-left: 8px; }
.frozen { margin: 8px 0 0; color: var(--soft); overflow-wrap: anywhere; }
.frozen b { background: var(--frozen); color: var(--ink); font-weight: 600; border-radius: 4px; padding: 2px 8px; margin-right: 6px; }
.frozen.lost b { background: var(--warn); color: var(--card); }
.legend { display: flex; flex-wrap: wrap; gap: 6px 20px; list-style: none; margin: 14px 0 0; padding: 0; color: var(--soft); font-size: 13px; }
.legend li { display: flex; align-items: center; gap: 3px; }
.legend .box { width: 20px; height: 14px; } .legend span { margin-left: 4px; }
.rungs { color: var(--soft); font-size: 13px; margin: 10px 0 0; display: grid; grid-template-columns: max-content 1fr; gap: 2px 14px; }
.rungs dt, .rungs b { color: var(--ink); font-weight: 600; } .rungs dt { font-weight: 400; } .rungs dd { margin: 0; }
nav { display: flex; flex-wrap: wrap; gap: 8px; margin: 14px 0 0; }
nav a { border: 1px solid var(--line); border-radius: 6px; background: var(--card); padding: 3px 10px; font-size: 13px; }
nav small { color: var(--soft); font-size: 12px; margin-left: 6px; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 14px 18px 16px; margin: 0 0 16px; scroll-margin-top: 8px; }
.facts { color: var(--soft); margin: 2px 0 10px; }
.pool { display: grid; grid-template-columns: minmax(0, 1fr) minmax(460px, max-content); gap: 12px 28px; align-items: start; }
.ladder { position: sticky; top: 10px; }
.gpus { display: grid; gap: 4px 14px; grid-template-columns: fit-content(200px) minmax(0, 1fr); align-items: center; }
.long .gpus { grid-template-columns: 200px minmax(0, 1fr); }
.name { display: flex; min-width: 0; overflow: hidden; white-space: pre; color: var(--soft); font-size: 13px; }
.name span { overflow: hidden; text-overflow: ellipsis; }
.gpu { display: grid; grid-template-columns: repeat(var(--slices), minmax(0, 1fr)); gap: 2px; height: 36px; container-type: inline-size; }
.ruler { height: 18px; color: var(--soft); font-size: 11px; font-variant-numeric: tabular-nums; }
.ruler span { padding-left: 3px; }
.gpus > .head { position: sticky; top: 0; z-index: 1; background: var(--card); align-self: stretch; }
.box { display: flex; flex-direction: column; justify-content: center; min-width: 0; overflow: hidden; padding: 0 2px; text-align: center;
  white-space: nowrap; border: 1px solid transparent; border-radius: 4px; font-size: 11px; line-height: 14px; }
.box b { font-weight: 600; } .box b.tight { font-size: clamp(8.5px, 1.8cqi, 11px); font-weight: 500; letter-spacing: -.3px; margin: 0 -2px; }
.box small { font-size: 11px; overflow: hidden; text-overflow: ellipsis; opacity: .88; }
.folded .gpu:not(.ruler) { height: 22px; }
.folded .box small { position: absolute; clip-path: inset(50%); }
.box.used { color: var(--on); } .box.used.m { background: var(--m); } .box.used.l { background: var(--l); } .box.used.xl { background: var(--xl); }
.box.used.s { background: var(--s); color: var(--on-s); }
.box.idle { background: var(--idle-ground); border-color: var(--idle-line); color: var(--idle-ink); }
.box.maybe { background: repeating-linear-gradient(135deg, var(--maybe-ground) 0 4px, var(--maybe-stripe) 4px 8px); border-color: var(--maybe); color: var(--maybe-ink); }
.box.none { border: 1px dashed var(--gap); }
details { margin-top: 8px; } summary { color: var(--link); cursor: pointer; font-size: 13px; } details .gpus { margin-top: 8px; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 13px; }
.ladder table { width: 100%; } .ladder th { white-space: nowrap; } td.blank { border: 0; }
th { color: var(--soft); font-weight: 500; font-size: 12px; text-align: right; padding: 2px 0 4px 12px; }
th[title] { cursor: help; } th.group { text-align: center; border-bottom: 1px solid var(--line); padding: 0 0 2px; color: var(--ink); }
td { text-align: right; padding: 2px 0 2px 12px; border-top: 1px solid var(--line); }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
th.first, td.first { padding-left: 20px; }
tr.rare { color: var(--soft); }
td.stranded { color: var(--warn); font-weight: 600; }
.list { width: 100%; margin-top: 8px; }
.list th, .list td { text-align: left; vertical-align: top; padding: 3px 24px 3px 0; overflow-wrap: anywhere; }
.list td { border-top: 1px solid var(--line); } .list .wide { width: 60%; }
.waiting { display: grid; grid-template-columns: repeat(auto-fill, minmax(340px, 1fr)); gap: 0 28px; list-style: none; margin: 8px 0 0; padding: 0; font-size: 13px; }
.waiting li { display: flex; justify-content: space-between; gap: 12px; border-top: 1px solid var(--line); padding: 3px 0; }
.waiting .pod { min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; } .waiting .asks { color: var(--soft); text-align: right; }
.more, .hint { color: var(--soft); font-size: 13px; margin: 8px 0 0; }
.warn h2 { color: var(--warn); }
@media (max-width: 1260px) {
  .pool { grid-template-columns: minmax(0, 1fr); }
  .ladder { position: static; max-width: 560px; }
}
@media (max-width: 820px) {
  header, main { padding-left: 12px; padding-right: 12px; }
  section { padding-left: 12px; padding-right: 12px; overflow-x: auto; }
  .rungs { grid-template-columns: minmax(0, 1fr); } .rungs dd { margin-bottom: 4px; }
  .gpus, .long .gpus { grid-template-columns: minmax(560px, 1fr); gap: 2px; }
  .gpus > .head { position: static; } .gpus > .head.corner { display: none; }
  .name { margin-top: 4px; }
  .waiting { grid-template-columns: minmax(0, 1fr); }
}
@media print { .gpus > .head, .ladder { position: static; } section { break-inside: avoid-page; } }
${COLUMNS}
`;
