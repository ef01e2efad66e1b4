/** The slice map's style sheet; light or dark as the reader's system is, or as `data-theme` on the root says. */
export const MAP_STYLE = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f1f4f7, #0f1318); --card: light-dark(#fff, #171d25); --ink: light-dark(#1c2430, #e4e9f0);
  --soft: light-dark(#5a6575, #9aa6b6); --line: light-dark(#dfe3e9, #2a333f); --gap: light-dark(#808c9c, #66758a);
  --link: light-dark(#1f5fa8, #8dbbe8); --accent: light-dark(#d9480f, #ffa94d); --frozen: light-dark(#e7edf5, #232d3a);
  --s: light-dark(#a8ccf0, #8ab6e2); --on-s: light-dark(#12304f, #0f2238); --m: light-dark(#3a78ba, #3c74ae);
  --l: light-dark(#2a5f9f, #30619a); --xl: light-dark(#1b4377, #244b7c); --on: light-dark(#fff, #f4f8fc); --used-line: light-dark(#2a5f9f, #7aa7d6);
  --tiny-s: light-dark(#5990d0, #8ab6e2); --tiny-m: light-dark(#3a78ba, #5f94c9); --tiny-l: light-dark(#2a5f9f, #4b83bd); --tiny-xl: light-dark(#1b4377, #3c74ae);
  --idle: light-dark(#e6f4e8, #17291b); --idle-line: light-dark(#539a5f, #4c9158); --idle-ink: light-dark(#235a2d, #a5d6ae);
  --maybe: light-dark(#fdf3dc, #2f2614); --maybe-stripe: light-dark(#f3d9a0, #4d3e1e); --maybe-line: light-dark(#b07d1e, #a37a2a);
  --maybe-ink: light-dark(#5c4310, #f0d79e);
  --strand: light-dark(#b3361b, #f0775a); --strand-soft: light-dark(#c9705c, #b05b46); --warn: light-dark(#a4442b, #e89479); --good: light-dark(#2b7a3d, #6fce85);
}
:root[data-theme=light] { color-scheme: light; } :root[data-theme=dark] { color-scheme: dark; }
* { box-sizing: border-box; }
html, body { height: 100%; }
body { margin: 0; display: flex; flex-direction: column; background: var(--ground); color: var(--ink); font: 14px/1.45 system-ui, sans-serif; }
[hidden] { display: none !important; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 1px; border-radius: 4px; }
button, select, input { font: inherit; color: inherit; }
button { cursor: pointer; border: 1px solid var(--line); border-radius: 6px; background: var(--card); padding: 4px 10px; }
button:hover { border-color: var(--gap); }
.skip a { position: absolute; left: 8px; top: -60px; z-index: 9; background: var(--card); color: var(--link); padding: 8px 14px; border-radius: 0 0 6px 6px; }
.skip a:focus { top: 0; }
.bar { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 16px; padding: 8px 16px; background: var(--card); border-bottom: 1px solid var(--line); }
h1 { font-size: 19px; margin: 0; letter-spacing: -.2px; }
.status { display: flex; align-items: baseline; gap: 10px; min-width: 0; flex: 1 1 300px; white-space: nowrap; overflow: hidden; color: var(--soft); font-size: 13px; }
.badge { background: var(--frozen); color: var(--ink); font-weight: 600; border-radius: 10px; padding: 1px 10px; }
/* Shapes beside colours. */
.badge.good::before, .badge.bad::before { content: '●'; color: var(--good); margin-right: 6px; }
.badge.bad::before { content: '▲'; color: var(--strand); }
.trouble { color: var(--warn); } .counts { color: var(--ink); font-variant-numeric: tabular-nums; }
.origin { overflow: hidden; text-overflow: ellipsis; }
.tools { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; font-size: 13px; }
#tools { padding: 8px 18px; border-bottom: 1px solid var(--line); }
.search { position: relative; display: flex; align-items: center; }
.search { flex: 1 1 220px; max-width: 420px; } .search input { width: 100%; padding: 4px 10px; border: 1px solid var(--gap); border-radius: 6px; background: var(--ground); }
.found { position: absolute; right: 30px; color: var(--soft); font-size: 11px; pointer-events: none; background: var(--ground); padding: 0 2px; }
.pick select { padding: 4px 6px; border: 1px solid var(--line); border-radius: 6px; background: var(--card); max-width: 190px; }
.check { display: flex; align-items: center; gap: 5px; white-space: nowrap; } .check input { accent-color: var(--strand); margin: 0; width: 15px; height: 15px; }
.zoom { display: flex; } .zoom button { border-radius: 0; margin-left: -1px; } .zoom button:first-child { border-radius: 6px 0 0 6px; } .zoom button:last-child { border-radius: 0 6px 6px 0; }
button[aria-pressed=true] { background: var(--frozen); border-color: var(--gap); font-weight: 600; }
.frame { flex: 1; min-height: 0; display: grid; grid-template-columns: clamp(404px, 31vw, 460px) minmax(0, 1fr); position: relative; }
#side { container-type: inline-size; display: flex; flex-direction: column; min-height: 0; border-right: 1px solid var(--line); }
#pools { flex: 1 1 50%; min-height: 120px; overflow: auto; padding: 12px 14px 12px 16px; }
.below { flex: 0 1 auto; max-height: 50%; display: flex; flex-direction: column; border-top: 1px solid var(--line); background: var(--card); }
.below section { overflow: auto; padding: 10px 14px 12px 16px; } .below section + section { border-top: 1px solid var(--line); }
/* Both lists are in sight, however long they are. */
#recommendations { flex: none; max-height: 22vh; } #waiting { flex: 0 1 auto; min-height: 0; }
#side:focus, #map:focus { outline-offset: -3px; }
#side h2 { font-size: 15px; margin: 0 0 8px; }
h2 small, h3 small { color: var(--soft); font-weight: 400; font-size: 13px; margin-left: 8px; }
.hint, .facts, .doubt { color: var(--soft); font-size: 13px; margin: 4px 0; } .doubt { font-style: italic; }
.pool { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 9px 12px 10px; margin: 0 0 10px; }
.pool h3 { display: flex; align-items: baseline; font-size: 14px; margin: 0 0 6px; }
.pool h3 button { border: 0; padding: 0 2px; margin-left: -2px; background: none; font-weight: 600; text-align: left; } .pool h3 button:hover { text-decoration: underline; }
.use { display: flex; align-items: center; gap: 10px; font-size: 12px; color: var(--soft); white-space: nowrap; font-variant-numeric: tabular-nums; }
.meter { flex: 1; display: flex; gap: 1px; height: 10px; border: 1px solid var(--gap); border-radius: 3px; overflow: hidden; }
.meter i { min-width: 2px; } .meter .used { background: var(--m); } .meter .idle { background: var(--idle-line); }
.meter .maybe { background: repeating-linear-gradient(135deg, var(--maybe-line) 0 3px, var(--maybe) 3px 6px); } .meter .none { background: var(--line); }
.spark { width: 46px; height: 16px; flex: none; } .spark path { fill: none; stroke: var(--soft); stroke-width: 1.4; stroke-linejoin: round; vector-effect: non-scaling-stroke; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 13px; width: 100%; }
.ladder { margin-top: 8px; }
.ladder { font-size: 12.5px; } @container (width < 430px) { .ladder .trend { display: none; } } .ladder th, .ladder td { text-align: right; padding: 1px 0 1px 6px; border-top: 1px solid var(--line); white-space: nowrap; }
.ladder th:first-child { text-align: left; padding-left: 0; } .ladder thead th { border: 0; color: var(--soft); font-weight: 500; font-size: 11px; line-height: 13px; white-space: normal; vertical-align: bottom; }
.ladder thead th[title] { cursor: help; } .ladder tbody th { font-weight: 400; }
.ladder th button { border: 0; background: none; padding: 1px 5px; margin-left: -5px; } .ladder th button:hover { background: var(--frozen); }
.ladder tr.focus th button { background: repeating-linear-gradient(135deg, color-mix(in srgb, var(--strand) 34%, transparent) 0 1.2px, transparent 1.2px 5px); box-shadow: inset 0 -2px var(--strand); font-weight: 600; }
.ladder .spark { vertical-align: middle; width: 36px; } .ladder tr.rare { color: var(--soft); }
td.stranded { color: var(--warn); font-weight: 600; } td.gained { color: var(--good); font-weight: 600; }
.causes { display: flex; flex-wrap: wrap; gap: 5px; margin: 0 0 8px; }
.cause { display: inline-block; border: 1px solid var(--line); border-left: 4px solid var(--soft); border-radius: 4px; background: var(--card); padding: 0 6px; font-size: 12px; line-height: 18px; white-space: nowrap; }
button.cause { line-height: 20px; }
.cause.placeable { border-left-color: var(--good); border-left-style: dotted; } .cause.reshape { border-left-color: var(--idle-line); }
.cause.moves { border-left-color: var(--m); } .cause.pinned, .cause.full { border-left-color: var(--strand); } .cause.pinned { border-left-style: double; }
.cause.ineligible, .cause.unknown-profile { border-left-color: var(--maybe-line); } .cause.repartition { border-left-color: var(--xl); border-left-style: double; }
.list, .nodes, .notes { list-style: none; margin: 0; padding: 0; }
.entry { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 8px; width: 100%; text-align: left; border: 0; border-top: 1px solid var(--line); border-radius: 0; background: none; padding: 4px 4px; }
.entry:hover { background: var(--frozen); } .entry small { color: var(--soft); grid-column: 1 / -1; } .pod { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.stage { display: flex; flex-direction: column; min-width: 0; min-height: 0; background: var(--card); }
.legend ul { display: flex; flex-wrap: wrap; gap: 3px 14px; list-style: none; margin: 0; padding: 7px 18px; color: var(--soft); font-size: 12px; border-bottom: 1px solid var(--line); }
.legend li { display: flex; align-items: center; gap: 6px; } .legend li .swatch + .swatch { margin-left: -4px; }
.swatch { display: inline-block; width: 18px; height: 12px; border-radius: 3px; border: 1px solid transparent; flex: none; background: var(--m); }
.swatch.used { border-color: var(--used-line); } .swatch.s { background: var(--s); } .swatch.l { background: var(--l); } .swatch.xl { background: var(--xl); }
.swatch.idle { background: var(--idle); border-color: var(--idle-line); } .swatch.none { background: none; border: 1px dashed var(--gap); }
.swatch.maybe { background: repeating-linear-gradient(135deg, var(--maybe) 0 3px, var(--maybe-stripe) 3px 6px); border-color: var(--maybe-line); }
.swatch.shape, .swatch.stranded { background: repeating-linear-gradient(135deg, var(--strand-soft) 0 1.2px, transparent 1.2px 5px); border-bottom: 2px solid var(--strand); border-radius: 0; }
.swatch.placement { background: repeating-linear-gradient(135deg, var(--strand-soft) 0 1.2px, transparent 1.2px 5px), repeating-linear-gradient(45deg, var(--strand-soft) 0 1.2px, transparent 1.2px 5px); border-bottom: 2px solid var(--strand); border-radius: 0; }
.field { flex: 1; min-height: 0; position: relative; } .map { position: absolute; inset: 0; overflow: auto; contain: strict; }
.map > .hint { padding: 8px 20px; }
.sheet { position: relative; margin: 4px 18px 40px; } .sheet.on-gpu { cursor: pointer; }
.band { position: absolute; left: 0; top: 0; }
.heading { position: absolute; left: 0; top: 0; margin: 0; font-size: 14px; line-height: 20px; padding-top: 10px; white-space: nowrap; }
.heading .marking { color: var(--strand); }
.grid { position: absolute; inset: 0; pointer-events: none; } .cell { position: absolute; left: 0; top: 0; border-radius: 5px; }
.tip { position: fixed; left: 0; top: 0; z-index: 6; max-width: 520px; pointer-events: none; background: var(--card); border: 1px solid var(--gap); border-radius: 7px; box-shadow: 0 4px 18px #0003; padding: 7px 11px; font-size: 13px; }
.tip ul { list-style: none; margin: 4px 0 0; padding: 0; } .tip li { display: flex; align-items: center; gap: 7px; padding: 0 3px; } .tip small { color: var(--soft); margin-left: 8px; }
.tip li.pointed { background: var(--frozen); border-radius: 3px; font-weight: 600; } .tip p { margin: 3px 0 0; }
.details { position: absolute; right: 0; top: 0; bottom: 0; z-index: 5; width: min(560px, 100%); overflow: auto; background: var(--card); border-left: 1px solid var(--gap); box-shadow: -6px 0 22px #0002; padding: 12px 18px 40px; }
.details header { display: flex; align-items: flex-start; gap: 12px; } .details h2 { flex: 1; font-size: 17px; margin: 0; overflow-wrap: anywhere; } .details h3 { font-size: 14px; margin: 16px 0 4px; }
.details p { margin: 5px 0; overflow-wrap: anywhere; } .close { font-size: 18px; line-height: 1; padding: 4px 10px; }
.verdict .cause { margin-right: 8px; } .link { border: 0; background: none; padding: 0; color: var(--link); text-align: left; overflow-wrap: anywhere; } .link:hover { text-decoration: underline; }
.strip { flex: 1; min-width: 0; } .strip ul, .ruler { display: grid; gap: 2px; list-style: none; margin: 0; padding: 0; } .ruler { color: var(--soft); font-size: 11px; }
.ruler span { padding-left: 2px; }
.window { height: 40px; min-width: 0; display: flex; flex-direction: column; justify-content: center; text-align: center; overflow: hidden; white-space: nowrap; border: 1px solid transparent; border-radius: 4px; font-size: 11px; line-height: 14px; }
.window span { overflow: hidden; text-overflow: ellipsis; } .window b { font-weight: 600; }
.window.used { color: var(--on); background: var(--m); border-color: var(--used-line); } .window.used.l { background: var(--l); } .window.used.xl { background: var(--xl); } .window.used.s { background: var(--s); color: var(--on-s); }
.window.s b { font-size: 10px; letter-spacing: -.3px; }
.window.idle { background: var(--idle); border-color: var(--idle-line); color: var(--idle-ink); } .window.none { border: 1px dashed var(--gap); }
.window.maybe { background: repeating-linear-gradient(135deg, var(--maybe) 0 4px, var(--maybe-stripe) 4px 8px); border-color: var(--maybe-line); color: var(--maybe-ink); }
.change { margin: 10px 0 14px; } .change figcaption { font-size: 13px; } .before, .after { display: flex; align-items: flex-end; gap: 8px; } .before > span, .after > span { width: 44px; padding-bottom: 11px; color: var(--soft); font-size: 12px; }
.after .ruler { display: none; } .after { margin-top: 3px; }
.instances { margin-top: 12px; } .instances th, .instances td { text-align: left; padding: 3px 10px 3px 0; border-top: 1px solid var(--line); } .instances thead th { border: 0; color: var(--soft); font-weight: 500; font-size: 12px; }
.notes { margin: 8px 0; font-size: 13px; } .notes li::before { content: '– '; } .steps { margin: 6px 0; padding-left: 22px; font-size: 13px; } .steps li { overflow-wrap: anywhere; }
.nodes li { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 8px; border-top: 1px solid var(--line); padding: 3px 0; font-size: 13px; } .nodes small { grid-column: 1 / -1; color: var(--soft); overflow-wrap: anywhere; } .nodes b { font-weight: 500; }
.help { max-width: 640px; border: 1px solid var(--gap); border-radius: 10px; background: var(--card); color: var(--ink); padding: 16px 22px 20px; } .help::backdrop { background: #0006; }
.help h2 { font-size: 16px; margin: 8px 0; } dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 16px; margin: 0; font-size: 13px; } dt { font-weight: 600; } dd { margin: 0; } a { color: var(--link); }
@media (max-width: 900px) {
  html, body { height: auto; } .frame { display: block; } #side { border: 0; display: block; } .below { max-height: none; } #recommendations { max-height: none; } .stage { height: 80vh; border-top: 1px solid var(--line); } .details { position: fixed; }
  .status { white-space: normal; flex-wrap: wrap; }
}
@media (prefers-reduced-motion: no-preference) { .details { animation: slide .12s ease-out; } @keyframes slide { from { transform: translateX(24px); opacity: 0; } } }
@media (forced-colors: active) { .swatch, .meter i, .window { forced-color-adjust: none; } }
`;
