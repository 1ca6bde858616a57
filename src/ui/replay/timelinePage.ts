import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { writeItemRules } from '../../replay/chart/chartStyle.ts';
import { escapeXml } from '../../replay/chart/chartSvg.ts';

const { t } = vscode.l10n;

const STYLE = `
html,body{height:100%;margin:0;padding:0}
body{display:flex;flex-direction:column;color:var(--vscode-foreground);background:var(--vscode-editor-background);font-family:var(--vscode-font-family);font-size:var(--vscode-font-size)}
header{display:flex;flex-wrap:wrap;gap:4px;padding:6px 10px;border-bottom:1px solid var(--vscode-panel-border,transparent)}
button{color:var(--vscode-button-secondaryForeground);background:var(--vscode-button-secondaryBackground);border:1px solid var(--vscode-contrastBorder,transparent);border-radius:2px;padding:3px 9px;font:inherit;cursor:pointer}
button:hover{background:var(--vscode-button-secondaryHoverBackground)}
button:focus-visible{outline:1px solid var(--vscode-focusBorder);outline-offset:1px}
#status{padding:4px 10px;color:var(--vscode-descriptionForeground)}
#picture{flex:1;min-height:60px;overflow:hidden;margin:0 10px 6px}
#picture>svg{display:block}
#legend{display:flex;flex-wrap:wrap;gap:2px 14px;margin:0;padding:4px 10px 6px;list-style:none;color:var(--vscode-descriptionForeground)}
#legend li{display:flex;align-items:center;gap:5px}
text{font-family:var(--vscode-font-family);font-size:11px;fill:var(--vscode-editor-foreground);pointer-events:none}
.time{fill:var(--vscode-descriptionForeground)}
.axis{stroke:var(--vscode-editorIndentGuide-background1,var(--vscode-contrastBorder))}
.item{cursor:pointer;outline:none}
${writeItemRules({
  bar: 'fill:var(--vscode-charts-blue);fill-opacity:.22;stroke:var(--vscode-charts-blue)',
  openBar: 'fill:var(--vscode-charts-red);fill-opacity:.15;stroke:var(--vscode-charts-red);stroke-dasharray:4 2',
  hollow: 'fill:var(--vscode-editor-background);stroke:var(--vscode-editor-foreground)',
  good: 'fill:var(--vscode-charts-green)',
  quiet: 'fill:var(--vscode-descriptionForeground)',
  warning: 'fill:var(--vscode-charts-orange)',
  bad: 'fill:var(--vscode-charts-red)',
})}
.gap-line{stroke:var(--vscode-charts-orange);stroke-dasharray:2 3}
.current{stroke:var(--vscode-charts-purple);stroke-width:2;pointer-events:none}
.item:focus>rect,.item:focus>path{stroke:var(--vscode-focusBorder);stroke-width:2.5;stroke-dasharray:none}
.item:hover>rect,.item:hover>path{stroke:var(--vscode-focusBorder);stroke-width:2}
`;

/** The page of a timeline: it loads nothing except the script. */
export function writePage(webview: vscode.Webview, script: vscode.Uri): string {
  const nonce = randomBytes(18).toString('base64url');
  const buttons = [
    ['zoom-in', t('Zoom in')],
    ['zoom-out', t('Zoom out')],
    ['all', t('Show all')],
    ['current', t('Where the replay is')],
    ['export', t('Export as SVG…')],
  ] as const;
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html><html lang="${escapeXml(vscode.env.language)}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${escapeXml(t('Timeline'))}</title><style nonce="${nonce}">${STYLE}</style></head><body>
<header role="toolbar" aria-label="${escapeXml(t('Timeline'))}">${buttons.map(([id, name]) => `<button id="${id}" type="button">${escapeXml(name)}</button>`).join('')}</header>
<div id="status" role="status" aria-live="polite">${escapeXml(t('The recording is being read.'))}</div>
<main id="picture" aria-label="${escapeXml(t('Scopes and cleanups by time. Arrow keys move, Enter goes to the moment, + and - zoom.'))}"></main>
<ul id="legend" aria-label="${escapeXml(t('What bars and marks mean'))}"></ul>
<script nonce="${nonce}" src="${escapeXml(webview.asWebviewUri(script).toString())}"></script></body></html>`;
}
