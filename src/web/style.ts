/** The page's style sheet; light or dark as the reader's system is. */
export const STYLE = `
:root {
  --ground: #f6f7f9; --card: #fff; --ink: #1c2430; --soft: #5c6777; --line: #dfe3e9; --gap: #b4bdc9;
  --s: #7fb2e5; --m: #4f8fd0; --l: #2f6cb3; --xl: #1d4c86; --on: #fff;
  --idle-ground: #e9f4ea; --idle-line: #5ba267; --idle-ink: #2d6b38; --maybe: #f0c36a; --maybe-ground: #fdf3dc; --warn: #a4442b;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #12161c; --card: #1a2029; --ink: #e4e9f0; --soft: #97a3b3; --line: #2c3542; --gap: #3d4856;
    --s: #4f86bd; --m: #3f74ad; --l: #3564a0; --xl: #2b558c; --on: #f2f6fb;
    --idle-ground: #17291b; --idle-line: #4c9158; --idle-ink: #9ed2a7; --maybe: #a37a2a; --maybe-ground: #2f2614; --warn: #e08a72;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.45 system-ui, sans-serif; }
header, main { max-width: 1240px; margin: 0 auto; padding: 20px 24px; }
h1 { font-size: 22px; margin: 0; }
h1 small { color: var(--soft); font-weight: 400; font-size: 15px; margin-left: 10px; }
h2 { font-size: 17px; margin: 0; }
.legend { display: flex; flex-wrap: wrap; gap: 6px 18px; list-style: none; margin: 12px 0 0; padding: 0; color: var(--soft); }
.legend li { display: flex; align-items: center; gap: 6px; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 16px 18px; margin: 0 0 18px; }
.facts { color: var(--soft); margin: 2px 0 12px; }
.pool { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 12px 28px; align-items: start; }
@media (max-width: 980px) { .pool { grid-template-columns: minmax(0, 1fr); } }
.gpus { display: grid; gap: 4px 12px; grid-template-columns: max-content minmax(0, 1fr); align-items: center; }
.gpus .name { color: var(--soft); font-size: 13px; overflow-wrap: anywhere; max-width: 260px; }
.gpu { display: block; max-width: 100%; height: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 13px; }
th { color: var(--soft); font-weight: 500; text-align: right; padding: 0 0 4px 14px; }
td { text-align: right; padding: 2px 0 2px 14px; border-top: 1px solid var(--line); }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
tr.rare { color: var(--soft); }
td.stranded { color: var(--warn); font-weight: 600; }
.box.used.s { fill: var(--s); } .box.used.m { fill: var(--m); } .box.used.l { fill: var(--l); } .box.used.xl { fill: var(--xl); }
.box.idle { fill: var(--idle-ground); stroke: var(--idle-line); }
.box.maybe { fill: url(#stripes); stroke: var(--maybe); }
.box.none { fill: none; stroke: var(--gap); stroke-dasharray: 2 3; }
.stripe-ground { fill: var(--maybe-ground); } .stripe { fill: var(--maybe); opacity: .55; }
.label { font: 11px system-ui, sans-serif; text-anchor: middle; dominant-baseline: central; fill: var(--ink); }
.label.used { fill: var(--on); } .label.idle { fill: var(--idle-ink); }
.patterns { position: absolute; }
.plain { margin: 8px 0 0; padding-left: 20px; }
.warn h2 { color: var(--warn); }
`;
