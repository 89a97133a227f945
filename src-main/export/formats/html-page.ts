/** @file One HTML page that needs nothing else: no network, no script; readable in light and dark, and on paper. */
import { APP_VERSION } from "../../base/version.ts";

const SIGNS: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;", "\r": "&#13;" };

/** Any text as the text of an element or of a quoted attribute. A parser would take the other controls for errors. */
export const htmlText = (text: string): string => text.replaceAll(/[&<>"'\r]/g, (sign) => SIGNS[sign]!).replaceAll(/[^\P{Cc}\t\n]/gu, "\uFFFD");

const LIGHT = "--text:#1b1e23;--muted:#555d68;--line:#c9cfd6;--surface:#fff;--head:#eef1f4;--best:#0b5a34;--link:#0b57a4";
const DARK = "--text:#e6e8eb;--muted:#a4acb6;--line:#454c55;--surface:#16191d;--head:#22272d;--best:#7fd6a6;--link:#8fc0ff";

const STYLE = `
:root{color-scheme:light dark;${LIGHT}}
@media (prefers-color-scheme:dark){:root{${DARK}}}
*{box-sizing:border-box}
body{margin:0;background:var(--surface);color:var(--text);font:15px/1.5 system-ui,"Segoe UI",Roboto,"Liberation Sans",sans-serif}
main{max-width:100%;padding:24px 32px 40px}
h1{margin:0 0 16px;font-size:24px;line-height:1.25;overflow-wrap:anywhere}
h2{margin:32px 0 8px;font-size:17px}
a{color:var(--link)}
.scroll{overflow-x:auto}
.scroll:focus-visible{outline:2px solid var(--link);outline-offset:2px}
table{border-collapse:collapse;border-top:2px solid var(--text);border-bottom:2px solid var(--text);font-variant-numeric:tabular-nums}
caption{padding:0 0 8px;color:var(--muted);text-align:left}
caption span{display:block;position:sticky;left:0;width:min(86ch,100vw - 64px)}
th,td{padding:4px 12px;text-align:left;vertical-align:top;white-space:nowrap}
th{font-weight:600}
thead th{background:var(--head);border-bottom:1px solid var(--text);vertical-align:bottom;white-space:normal}
tbody th{font-weight:400;background:var(--surface)}
th:first-child{position:sticky;left:0}
tbody tr+tr>*{border-top:1px solid var(--line)}
.n{text-align:right}
strong{color:var(--best)}
sup{line-height:0}
dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:2px 16px;margin:0 0 16px}
dt{color:var(--muted)}
dd{margin:0;overflow-wrap:anywhere}
li{max-width:86ch;margin:2px 0;overflow-wrap:anywhere}
@media print{
:root{color-scheme:light;${LIGHT}}
@page{margin:14mm}
body{font-size:9pt}
main{padding:0}
h2{break-after:avoid}
.scroll{overflow:visible}
th,td{padding:2px 6px;white-space:normal}
caption span,th:first-child{position:static;width:auto}
thead{display:table-header-group}
tr{break-inside:avoid}
}
`;

/** @param title text. @param body markup of the page's main part, piece by piece. */
export function* htmlPage(title: string, body: Iterable<string>): Generator<string> {
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Focaldesk ${htmlText(APP_VERSION)}">
<title>${htmlText(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${htmlText(title)}</h1>
`;
  yield* body;
  yield "</main>\n</body>\n</html>\n";
}
