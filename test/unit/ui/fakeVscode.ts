import Module from 'node:module';

/** The few parts of `vscode` that pure files of the user interface use; a test can look into them. */
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

const fake = { MarkdownString, l10n: { t: (text: string) => text } };

/** Lets files that import `vscode` be loaded outside of VS Code, from now on: import them dynamically after this. */
export function provideVscode(): void {
  const loader = Module as unknown as { _load: (request: string, ...rest: unknown[]) => unknown };
  const load = loader._load;
  loader._load = function loadWithFake(request, ...rest) {
    return request === 'vscode' ? fake : Reflect.apply(load, this, [request, ...rest]);
  };
}
