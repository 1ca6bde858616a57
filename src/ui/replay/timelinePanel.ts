import * as path from 'node:path';
import * as vscode from 'vscode';
import { countLanes, drawChart, listLegend } from '../../replay/chart/chartSvg.ts';
import { viewChart, type ChartView, type ChartWindow } from '../../replay/chart/chartView.ts';
import type { RecordingFile } from '../../replay/file/recordingFile.ts';
import { ScopeChart } from '../../replay/chart/scopeChart.ts';
import { decodeTimelineRequest, type TimelineAnswer } from '../../wire/timelineMessages.ts';
import { DisposableStore } from '../disposableStore.ts';
import { writePage } from './timelinePage.ts';

const { t } = vscode.l10n;

/** The maximum number of lanes in an exported picture. */
const MAX_EXPORTED_LANES = 200;
const EXPORTED_WIDTH = 1600;

export interface TimelinePanelOptions {
  readonly recording: RecordingFile;
  readonly script: vscode.Uri;
  readonly report: (error: unknown) => void;
  /** Makes the replay go to a line of the recording. */
  readonly go: (index: number) => Promise<void>;
  readonly closed: () => void;
}

/** The timeline of one recording in an editor tab. The page gets only what is visible, never the whole recording. */
export class TimelinePanel implements vscode.Disposable {
  readonly #store = new DisposableStore();
  readonly #panel: vscode.WebviewPanel;
  readonly #options: TimelinePanelOptions;
  readonly #chart: ScopeChart;
  readonly #ended = new AbortController();
  #isRead = false;
  #asked: ChartWindow = { from: 0, to: Number.MAX_SAFE_INTEGER, lane: 0, lanes: 20, width: 800 };
  #view: ChartView | undefined;
  #current: number | undefined;

  constructor(options: TimelinePanelOptions) {
    this.#options = options;
    const { recording, script } = options;
    this.#chart = new ScopeChart(recording);
    this.#panel = vscode.window.createWebviewPanel(
      'deferscope.timeline',
      t('Timeline: {0}', path.basename(recording.path)),
      vscode.ViewColumn.Active,
      {
        enableScripts: true,
        localResourceRoots: [vscode.Uri.joinPath(script, '..')],
      },
    );
    this.#store.add(this.#panel);
    this.#store.add(
      this.#panel.webview.onDidReceiveMessage((message: unknown) => {
        this.#receive(message).catch(this.#fail);
      }),
    );
    this.#store.add(
      this.#panel.onDidDispose(() => {
        this.#end();
      }),
    );
    this.#panel.webview.html = writePage(this.#panel.webview, script);
    this.#read().catch(this.#fail);
  }

  get isActive(): boolean {
    return this.#panel.active;
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** Brings it to the front, with what was added to the file since. */
  async reveal(): Promise<void> {
    this.#panel.reveal();
    await this.#options.recording.refresh();
    await this.#read();
  }

  /** The replay is now at that line; undefined if there is no replay. */
  stand(index: number | undefined): void {
    this.#current = index;
    const at = this.#currentTime;
    // A step beyond the visible part: the window follows.
    if (at !== undefined && this.#view !== undefined && (at < this.#view.window.from || at > this.#view.window.to)) this.#center(at);
    this.#show();
  }

  /** Writes the visible part, with all its lanes, into a file that the user names. */
  async export(): Promise<void> {
    const { recording } = this.#options;
    const target = await vscode.window.showSaveDialog({
      defaultUri: vscode.Uri.file(recording.path.replace(/(\.deferscope)?\.jsonl$/, '') + '.svg'),
      filters: { SVG: ['svg'] },
      title: t('Export timeline'),
    });
    if (target === undefined) return;
    const window = this.#view?.window ?? this.#asked;
    const view = viewChart(
      this.#chart,
      recording,
      { ...window, lane: 0, lanes: Math.min(MAX_EXPORTED_LANES, this.#chart.laneCount), width: EXPORTED_WIDTH },
      t,
    );
    await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(this.#draw(view, 'file')));
    if (view.laneCount > MAX_EXPORTED_LANES)
      await vscode.window.showInformationMessage(t('The picture has the first {0} of {1} lanes.', MAX_EXPORTED_LANES, view.laneCount));
  }

  async #read(): Promise<void> {
    let said = -1;
    await this.#chart.read(this.#ended.signal, (share) => {
      const percent = Math.floor(share * 20) * 5;
      if (percent !== said) this.#post({ kind: 'status', status: t('The recording is being read: {0}%', (said = percent)) });
    });
    this.#isRead = true;
    this.#show();
  }

  async #receive(message: unknown): Promise<void> {
    const request = decodeTimelineRequest(message);
    switch (request?.kind) {
      case undefined:
        return;
      case 'show': {
        const { from, to, lane, width, height } = request;
        this.#asked = { from, to, lane, width, lanes: countLanes(height) };
        this.#show();
        return;
      }
      case 'go':
        if (request.index < this.#options.recording.count) await this.#options.go(request.index);
        return;
      case 'current': {
        const at = this.#currentTime;
        if (at === undefined)
          await vscode.window.showInformationMessage(t('This recording is not being replayed. Click a bar or mark to start.'));
        else this.#center(at);
        this.#show();
        return;
      }
      case 'export':
        await this.export();
        return;
    }
  }

  get #currentTime(): number | undefined {
    if (this.#current === undefined || this.#current >= this.#options.recording.count) return undefined;
    const line = this.#options.recording.line(this.#current);
    return line.kind === 'unreadable' ? undefined : line.t;
  }

  #center(at: number): void {
    const { from, to } = this.#view?.window ?? this.#asked;
    this.#asked = { ...this.#asked, from: at - (to - from) / 2, to: at + (to - from) / 2 };
  }

  #show(): void {
    if (!this.#isRead || this.#ended.signal.aborted) return;
    const view = viewChart(this.#chart, this.#options.recording, this.#asked, t);
    this.#view = view;
    const { from, to, lane, lanes } = view.window;
    this.#post({
      kind: 'shown',
      svg: this.#draw(view, 'page'),
      status: this.#describe(view),
      legend: listLegend(view, t),
      from,
      to,
      end: view.duration * 1.02,
      lane,
      lanes,
    });
  }

  #describe({ window, laneCount, merged, omitted }: ChartView): string {
    return [
      t('{0} scopes, {1} marks', this.#chart.scopeCount, this.#chart.markCount),
      t('lanes {0} to {1} of {2}', window.lane + 1, Math.min(window.lane + window.lanes, laneCount), laneCount),
      ...(merged > 0 ? [t('{0} are drawn together with their neighbours: zoom in to see them apart', merged)] : []),
      ...(omitted > 0 ? [t('{0} are left out: the recording is too long', omitted)] : []),
    ].join(' · ');
  }

  #draw(view: ChartView, target: 'page' | 'file'): string {
    const current = this.#currentTime;
    return drawChart(view, {
      t,
      target,
      title: t('Timeline: {0}', path.basename(this.#options.recording.path)),
      ...(current === undefined ? {} : { current }),
    });
  }

  #post(message: TimelineAnswer): void {
    if (!this.#ended.signal.aborted) void this.#panel.webview.postMessage(message);
  }

  readonly #fail = (error: unknown): void => {
    if (this.#ended.signal.aborted) return;
    this.#options.report(error);
    void vscode.window.showErrorMessage(t('Deferscope: {0}', error instanceof Error ? error.message : String(error)));
  };

  #end(): void {
    this.#ended.abort();
    this.#options.recording.close();
    this.#store.dispose();
    this.#options.closed();
  }
}
