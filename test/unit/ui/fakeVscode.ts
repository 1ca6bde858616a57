import Module from 'node:module';
import { inEnglish } from '../../../src/core/translate.ts';

/** The few parts of `vscode` that pure files of the user interface use; a test can inspect them. */
export class MarkdownString {
  isTrusted: unknown = undefined;
  supportHtml: boolean | undefined = undefined;
  constructor(
    public value = '',
    readonly supportThemeIcons = false,
  ) {}
  appendMarkdown(text: string): this {
    this.value += text;
    return this;
  }
}

export class ThemeColor {
  constructor(readonly id: string) {}
}

export class ThemeIcon {
  constructor(
    readonly id: string,
    readonly color?: ThemeColor,
  ) {}
}

export class TreeItem {
  contextValue: string | undefined;
  description: string | undefined;
  command: { readonly command: string } | undefined;
  accessibilityInformation: { readonly label: string } | undefined;
  constructor(
    readonly label: string,
    readonly collapsibleState: number,
  ) {}
}

/** A URI as far as paths are concerned. */
class Uri {
  private constructor(
    readonly scheme: string,
    readonly authority: string,
    readonly path: string,
  ) {}
  static parse(text: string): Uri {
    const { protocol, host, pathname } = new URL(text);
    return new Uri(protocol.slice(0, -1), host, decodeURIComponent(pathname));
  }
  static file(path: string): Uri {
    return new Uri('file', '', path);
  }
  get fsPath(): string {
    return this.path;
  }
  with({ path }: { readonly path: string }): Uri {
    return new Uri(this.scheme, this.authority, path);
  }
  toString(): string {
    return `${this.scheme}://${this.authority}${encodeURI(this.path)}`;
  }
}

const fake = {
  Uri,
  MarkdownString,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState: { None: 0, Collapsed: 1, Expanded: 2 },
  l10n: { t: inEnglish },
};

/** Lets files that import `vscode` be loaded outside of VS Code from now on: import them dynamically after this. */
export function provideVscode(): void {
  const loader = Module as unknown as { _load: (request: string, ...rest: unknown[]) => unknown };
  const load = loader._load;
  loader._load = function loadWithFake(request, ...rest) {
    return request === 'vscode' ? fake : Reflect.apply(load, this, [request, ...rest]);
  };
}
