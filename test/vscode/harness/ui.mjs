// What a person does with the workbench, in a person's words. Everything that waits gives up after the page's time limit.

/**
 * @typedef {import('playwright-core').Page} Page
 * @typedef {import('playwright-core').Locator} Locator
 * @typedef {{ level: number, label: string, description: string, expanded: boolean | undefined, selected: boolean }} Row
 */

const escapeRegExp = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const exactly = (text) => (text instanceof RegExp ? text : new RegExp(`^${escapeRegExp(text)}$`));

export class Ui {
  /** @param {import('./workbench.mjs').Workbench} workbench */
  constructor({ page }) {
    /** @type {Page} */
    this.page = page;
  }

  // -- commands and files

  /**
   * Opens the quick input with `keys`, types `text`, picks the row labelled `label`. Opens it anew while the row is missing: an
   * open list does not learn of commands that come late. Clicks once: a second click could run the command twice.
   * @param {string} keys @param {string} text @param {string} label
   */
  async pick(keys, text, label) {
    const widget = this.page.locator('.quick-input-widget');
    const input = widget.locator('input.input');
    const row = widget.locator('.monaco-list-row', { has: this.page.locator('.label-name', { hasText: exactly(label) }) }).first();
    for (const end = Date.now() + 20_000; ;) {
      await this.page.keyboard.press(keys);
      try {
        await input.waitFor({ state: 'visible', timeout: 3000 });
        await input.fill(text);
        await row.waitFor({ state: 'visible', timeout: 3000 });
        break;
      } catch (error) {
        if (Date.now() > end) throw new Error(`The quick input has no row "${label}" for "${text}".`, { cause: error });
        await this.page.keyboard.press('Escape');
        await widget.waitFor({ state: 'hidden', timeout: 3000 }).catch(() => {});
      }
    }
    await row.click();
    await widget.waitFor({ state: 'hidden' });
  }

  /** Runs a command by its title in the palette, e.g. "Deferscope: Take Snapshot". @param {string} title */
  command(title) {
    return this.pick('F1', `>${title}`, title);
  }

  /** The titles the palette offers for what is typed. @param {string} text @returns {Promise<string[]>} */
  async commandsFor(text) {
    await this.page.keyboard.press('F1');
    const widget = this.page.locator('.quick-input-widget');
    await widget.locator('input.input').fill(`>${text}`);
    await widget.locator('.monaco-list-row').first().waitFor();
    const titles = await widget.locator('.monaco-list-row .label-name').allInnerTexts();
    await this.page.keyboard.press('Escape');
    await widget.waitFor({ state: 'hidden' });
    return titles;
  }

  /** Opens a file of the workspace by its name. @param {string} name */
  async openFile(name) {
    await this.pick('Control+P', name, name);
    await this.page.locator('.tabs-container .tab.active', { hasText: name }).waitFor();
    await this.page.locator('.editor-group-container.active .view-line').first().waitFor();
  }

  /** The text of the active editor, as far as it is drawn. @returns {Promise<string>} */
  async editorText() {
    const lines = this.page.locator('.editor-group-container.active .view-lines > .view-line');
    await lines.first().waitFor();
    return lines.evaluateAll((all) => all.map((line) => [parseFloat(line.style.top), line.textContent])
      .sort(([a], [b]) => a - b).map(([, text]) => text.replaceAll('\u00a0', ' ')).join('\n'));
  }

  /** @returns {Promise<string>} the title of the active editor's tab */
  activeTab() {
    return this.page.locator('.editor-group-container.active .tabs-container .tab.active .label-name').innerText();
  }

  // -- debugging

  async runAndDebug() {
    await this.page.keyboard.press('Control+Shift+D');
    await this.page.locator('.composite.title h2', { hasText: /run and debug/i }).waitFor();
  }

  /** Starts a launch configuration by its name. @param {string} name */
  debug(name) {
    return this.pick('Control+P', `debug ${name}`, name);
  }

  /** Sets or removes the breakpoint of a visible line of the active editor. @param {number} line */
  async toggleBreakpoint(line) {
    const number = this.page.locator('.editor-group-container.active .margin-view-overlays .line-numbers', { hasText: exactly(String(line)) });
    await number.waitFor();
    const box = await number.boundingBox();
    if (!box) throw new Error(`Line ${line} is not drawn.`);
    await this.page.mouse.click(box.x - 10, box.y + box.height / 2); // the glyph margin is left of the number
  }

  async stopped() {
    await this.page.locator('.codicon-debug-stackframe, .codicon-debug-stackframe-focused').first().waitFor({ timeout: 60_000 });
  }

  /** Presses a debugger key ("F10" …) and waits until the program is paused at another place. @param {string} key */
  async step(key) {
    const before = await this.stopPosition();
    await this.page.keyboard.press(key);
    for (const end = Date.now() + 15_000; ;) {
      const now = await this.stopPosition();
      if (now !== undefined && now !== before) return;
      if (Date.now() > end) throw new Error(`After ${key} the program did not pause at another place than ${before}; it is now at ${now ?? 'none'}.`);
      await this.page.waitForTimeout(50);
    }
  }

  /** "Ln 3, Col 5" while the program is paused, as the status bar says it. @returns {Promise<string | undefined>} */
  async stopPosition() {
    if (!await this.page.locator('.codicon-debug-stackframe').count()) return undefined;
    return this.page.locator('[id="status.editor.selection"]').innerText().catch(() => undefined);
  }

  async stopDebugging() {
    await this.page.keyboard.press('Shift+F5');
    await this.page.locator('.part.statusbar.debugging, .statusbar.debugging').waitFor({ state: 'detached' });
  }

  // -- views

  /** The view (a pane in the side bar) with this title, expanded. @param {string} title @returns {Promise<Locator>} */
  async view(title) {
    const pane = this.page.locator('.pane', { has: this.page.locator('.pane-header h3.title', { hasText: new RegExp(`^${escapeRegExp(title)}$`, 'i') }) }).first();
    const header = pane.locator('.pane-header').first();
    await header.waitFor();
    if (await header.getAttribute('aria-expanded') === 'false') await header.click();
    await pane.locator('.pane-header[aria-expanded="true"]').waitFor();
    return pane;
  }

  /** The titles of the views of the side bar, top down. @returns {Promise<string[]>} */
  viewTitles() {
    return this.page.locator('.part.sidebar .pane-header h3.title').allInnerTexts();
  }

  /** What stands right of a view's title ("9 pending"). @param {string} title @returns {Promise<string>} */
  async viewDescription(title) {
    const description = (await this.view(title)).locator('.pane-header .description');
    return (await description.count()) > 0 ? (await description.first().innerText()).trim() : '';
  }

  /** What a view without rows says. @param {string} title @returns {Promise<string>} */
  async welcome(title) {
    const welcome = (await this.view(title)).locator('.welcome-view-content');
    await welcome.waitFor();
    return (await welcome.innerText()).trim();
  }

  /** Folds all other views of the side bar, so that this one has the room. @param {string} title */
  async isolateView(title) {
    await this.view(title);
    await this.foldViews((await this.viewTitles()).filter((other) => other.toLowerCase() !== title.toLowerCase()));
  }

  /** @param {readonly string[]} titles */
  async foldViews(titles) {
    for (const title of titles) {
      const header = this.page.locator('.part.sidebar .pane-header[aria-expanded="true"]', { has: this.page.locator('h3.title', { hasText: exactly(title) }) });
      if (await header.count()) await header.locator('h3.title').click();
    }
  }

  /** Waits until a view has drawn something, rows or words, and has stopped changing. @param {string} title */
  async settled(title) {
    const pane = await this.view(title);
    await pane.locator('.monaco-list-row:visible, .welcome-view-content:visible').first().waitFor();
    for (let before = '', end = Date.now() + 5000; Date.now() < end;) {
      const now = await pane.innerText();
      if (now === before) return;
      before = now;
      await this.page.waitForTimeout(250);
    }
  }

  /** @param {string} title @returns {Promise<Row[]>} the rows of a tree that are drawn, top down */
  async rows(title) {
    const pane = await this.view(title);
    return pane.locator('.monaco-list-row').evaluateAll((rows) => rows
      .sort((a, b) => Number(a.dataset.index) - Number(b.dataset.index))
      .map((row) => ({
        level: Number(row.getAttribute('aria-level')),
        label: row.querySelector('.label-name')?.textContent ?? '',
        description: row.querySelector('.label-description')?.textContent ?? '',
        expanded: row.hasAttribute('aria-expanded') ? row.getAttribute('aria-expanded') === 'true' : undefined,
        selected: row.classList.contains('selected'),
      })));
  }

  /** The rows as one writes them down: two spaces a level, label, two spaces, description. @param {string} title @returns {Promise<string>} */
  async treeText(title) {
    const rows = await this.rows(title);
    return rows.map(({ level, label, description }) => `${'  '.repeat(level - 1)}${label}${description ? `  ${description}` : ''}`).join('\n');
  }

  /** Waits until `accept` holds for a tree's rows as text; fails showing the last ones. @param {string} title @param {(text: string) => boolean} accept @param {number} [timeoutMs] */
  async treeTextWhen(title, accept, timeoutMs = 15_000) {
    const end = Date.now() + timeoutMs;
    for (;;) {
      const text = await this.treeText(title);
      if (accept(text)) return text;
      if (Date.now() > end) throw new Error(`The view ${title} does not show what was awaited. It shows:\n${text}`);
      await this.page.waitForTimeout(50);
    }
  }

  /** @param {string} title @param {string | RegExp} label @returns {Promise<Locator>} */
  async row(title, label) {
    const pane = await this.view(title);
    const row = pane.locator('.monaco-list-row', { has: this.page.locator('.label-name', { hasText: exactly(label) }) }).first();
    await row.waitFor();
    return row;
  }

  /** What a screen reader says of a row. @param {string} title @param {string | RegExp} label */
  async rowAriaLabel(title, label) {
    return (await this.row(title, label)).getAttribute('aria-label');
  }

  /** @param {string} title @param {string | RegExp} label */
  async expand(title, label) {
    const row = await this.row(title, label);
    if (await row.getAttribute('aria-expanded') === 'false') await row.locator('.monaco-tl-twistie').click();
    await (await this.row(title, label)).and(this.page.locator('[aria-expanded="true"]')).waitFor();
  }

  /** @param {string} title @param {string | RegExp} label */
  async collapse(title, label) {
    const row = await this.row(title, label);
    if (await row.getAttribute('aria-expanded') === 'true') await row.locator('.monaco-tl-twistie').click();
    await (await this.row(title, label)).and(this.page.locator('[aria-expanded="false"]')).waitFor();
  }

  /** @param {string} title @param {string | RegExp} label */
  async clickRow(title, label) {
    await (await this.row(title, label)).locator('.label-name').click();
  }

  /** The tooltip of a row, as text. @param {string} title @param {string | RegExp} label @returns {Promise<string>} */
  async rowTooltip(title, label) {
    const row = await this.row(title, label);
    await this.page.mouse.move(900, 5); // away, so that the pointer enters the row
    await row.locator('.label-name').hover();
    const hover = this.page.locator('.workbench-hover-container .monaco-hover:visible, .workbench-hover:visible').last();
    await hover.waitFor();
    return (await hover.innerText()).trim();
  }

  /** The entries of a row's context menu. @param {string} title @param {string | RegExp} label @returns {Promise<string[]>} */
  async contextMenu(title, label) {
    await this.openContextMenu(title, label);
    const entries = await this.page.locator('.monaco-menu .action-label:visible').allInnerTexts();
    await this.page.keyboard.press('Escape');
    await this.page.locator('.monaco-menu').first().waitFor({ state: 'hidden' });
    return entries.map((entry) => entry.trim()).filter(Boolean);
  }

  /** @param {string} title @param {string | RegExp} label @param {string} entry */
  async pickFromContextMenu(title, label, entry) {
    await this.openContextMenu(title, label);
    await this.page.locator('.monaco-menu .action-item', { has: this.page.locator('.action-label', { hasText: exactly(entry) }) }).first().click();
    await this.page.locator('.monaco-menu').first().waitFor({ state: 'hidden' });
  }

  async openContextMenu(title, label) {
    await (await this.row(title, label)).locator('.label-name').click({ button: 'right' });
    await this.page.locator('.monaco-menu .action-label').first().waitFor();
  }

  /** The buttons in a view's title bar, by their accessible names. @param {string} title @returns {Promise<string[]>} */
  async viewButtons(title) {
    const pane = await this.view(title);
    await pane.hover();
    return pane.locator('.pane-header .actions .action-label').evaluateAll((all) => all.map((button) => button.getAttribute('aria-label') ?? ''));
  }

  /** @param {string} title @param {string | RegExp} button */
  async clickViewButton(title, button) {
    const pane = await this.view(title);
    await pane.hover();
    const name = button instanceof RegExp ? button : new RegExp(`^${escapeRegExp(button)}`);
    await pane.locator('.pane-header .actions').getByRole('button', { name }).first().click();
  }

  // -- hovers and notifications

  /**
   * Hovers over the first `text` that is drawn in the active editor and returns what the hover says. While the program is
   * paused VS Code shows the value under the pointer, and the languages' hovers only while Alt is held.
   * @param {string} text @param {{ kind?: 'language' | 'debug' }} [options] @returns {Promise<string>}
   */
  async editorHover(text, { kind = 'language' } = {}) {
    const { x, y } = await this.editorPosition(text);
    const hover = this.page.locator(kind === 'debug' ? '.debug-hover-widget:visible' : '.monaco-editor .monaco-hover:not(.hidden):visible').first();
    for (let attempt = 1; ; attempt++) {
      await this.page.mouse.move(900, 5);
      await this.page.mouse.move(x - 2, y);
      await this.page.mouse.move(x, y, { steps: 3 });
      if (kind === 'language') await this.page.keyboard.down('Alt');
      try {
        if (kind === 'language') await this.page.mouse.move(x + 1, y); // with Alt down, a move is what asks for the hover
        await hover.waitFor({ timeout: 4000 });
        // A hover grows as its parts come in.
        for (let before = '', end = Date.now() + 10_000; ;) {
          const now = (await hover.innerText()).trim();
          if (now !== '' && now === before && !/^Loading/.test(now)) return now;
          if (Date.now() > end) throw new Error(`The hover stays "${now}".`);
          before = now;
          await this.page.waitForTimeout(150);
        }
      } catch (error) {
        if (attempt === 3) throw new Error(`No ${kind} hover came for "${text}".`, { cause: error });
      } finally {
        if (kind === 'language') await this.page.keyboard.up('Alt');
      }
    }
  }

  /** Where a text of the active editor is on the screen. @param {string} text */
  async editorPosition(text) {
    const position = await this.page.locator('.editor-group-container.active .view-lines').first().evaluate((lines, wanted) => {
      const places = [];
      for (const line of lines.querySelectorAll('.view-line')) {
        // A line is drawn as many spans: look in its whole text, then find the piece.
        const walk = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
        const pieces = [];
        for (let node = walk.nextNode(), at = 0; node; at += node.textContent.length, node = walk.nextNode()) pieces.push({ node, at });
        const found = line.textContent.replaceAll('\u00a0', ' ').indexOf(wanted);
        const piece = pieces.findLast(({ at }) => at <= found);
        if (found < 0 || !piece) continue;
        const range = document.createRange();
        range.setStart(piece.node, found - piece.at);
        range.setEnd(piece.node, Math.min(piece.node.textContent.length, found - piece.at + wanted.length));
        const box = range.getBoundingClientRect();
        places.push({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
      }
      return places.sort((a, b) => a.y - b.y)[0];
    }, text);
    if (!position) throw new Error(`The active editor does not show "${text}".`);
    return position;
  }

  /** The notifications so far. @returns {Promise<string[]>} */
  async notifications() {
    const centre = this.page.locator('.notifications-center.visible');
    if (!await centre.count()) await this.command('Notifications: Show Notifications');
    await centre.waitFor();
    const texts = await centre.locator('.notification-list-item-message').allInnerTexts();
    await this.page.keyboard.press('Escape');
    return texts;
  }

  /** A notification that pops up; never with the test driver, see ServerOptions.testDriver. @param {string | RegExp} text */
  toast(text) {
    return this.page.locator('.notification-toast .notification-list-item-message', { hasText: text }).first();
  }

  // -- looks

  /** From light to dark and back. High contrast can only be started with. @param {'light' | 'dark'} theme */
  async switchTheme(theme) {
    const wanted = this.page.locator(`.monaco-workbench.${theme === 'light' ? 'vs' : 'vs-dark'}`);
    if (await wanted.count()) return;
    await this.command('Preferences: Toggle between Light/Dark Themes');
    await wanted.waitFor();
  }

  /** Drags the side bar to about this width. @param {number} pixels */
  async setSideBarWidth(pixels) {
    const box = await this.page.locator('.part.sidebar').boundingBox();
    if (!box) throw new Error('The side bar is hidden.');
    await this.page.mouse.move(box.x + box.width, box.y + 300);
    await this.page.mouse.down();
    await this.page.mouse.move(box.x + pixels, box.y + 300, { steps: 5 });
    await this.page.mouse.up();
  }

  /** @param {string} file @param {{ clean?: boolean }} [options] clean: no pointer, hover or focus in the picture */
  async screenshot(file, { clean = false } = {}) {
    if (clean) await this.page.mouse.move(900, 5);
    await this.page.screenshot({ path: file, animations: 'disabled' });
  }
}
