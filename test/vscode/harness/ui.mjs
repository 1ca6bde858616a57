// What a person does with the workbench, in a person's words. Everything that waits gives up after the page's time limit.

/**
 * @typedef {import('playwright-core').Page} Page
 * @typedef {import('playwright-core').Locator} Locator
 * @typedef {{ level: number, label: string, description: string, expanded: boolean | undefined, selected: boolean }} Row
 */

/** @param {string} text */
const escapeRegExp = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
/** @param {string | RegExp} text */
const exactly = (text) => (text instanceof RegExp ? text : new RegExp(`^${escapeRegExp(text)}$`));

/** A tree repeats the parents of its first row at its top: these rows are not meant. */
const rowOfTree = '.monaco-list-row:not(.monaco-tree-sticky-row)';

/** A view that shows the same after this time has stopped changing. */
const quietMs = 250;

export class Ui {
  /** @param {import('./workbench.mjs').Workbench} workbench */
  constructor({ page }) {
    /** @type {Page} */
    this.page = page;
  }

  // -- commands and files

  /**
   * Opens the quick input with `keys`, types `text`, clicks the row labelled `label`. Opens it again while the row is missing, because an
   * open list does not notice commands that are added late. Also opens it again if it closes before the click, as it does when the focus
   * moves elsewhere, for example to the editor when a program pauses. A click is never repeated, because that could run a command twice.
   * @param {string} keys @param {string} text @param {string} label
   * @param {{ asksMore?: boolean, isFirst?: boolean }} [options] asksMore: the next question comes in the same place; isFirst: it is the
   * first row, and is taken by the Enter key, as rows that come late move those that are clicked
   */
  async pick(keys, text, label, { asksMore = false, isFirst = false } = {}) {
    const widget = this.page.locator('.quick-input-widget');
    const input = widget.locator('input.input');
    const row = widget
      .locator(`.monaco-list-row${isFirst ? '[data-index="0"]' : ''}`, {
        has: this.page.locator('.label-name', { hasText: exactly(label) }),
      })
      .first();
    for (const end = Date.now() + 20_000; ;) {
      await this.page.keyboard.press(keys);
      try {
        await input.waitFor({ state: 'visible', timeout: 3000 });
        await input.fill(text, { timeout: 3000 });
        if (!isFirst) await row.click({ timeout: 3000 });
        else {
          await row.waitFor({ timeout: 3000 });
          await this.page.keyboard.press('Enter');
        }
        break;
      } catch (error) {
        if (Date.now() > end) throw new Error(`The quick input has no row "${label}" for "${text}".`, { cause: error });
        await this.page.keyboard.press('Escape');
        await widget.waitFor({ state: 'hidden', timeout: 3000 }).catch(() => {});
      }
    }
    if (asksMore) return;
    await widget.waitFor({ state: 'hidden' });
  }

  /**
   * Runs a command by its title in the palette, e.g. "Deferscope: Take Snapshot". @param {string} title @param {{ asksMore?: boolean }}
   * [options] see pick
   */
  command(title, options) {
    return this.pick('F1', `>${title}`, title, options);
  }

  /** The titles that the palette offers for a text. @param {string} text @returns {Promise<string[]>} */
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
    const tab = this.page.locator('.tabs-container .tab.active', { hasText: name });
    await this.until(`${name} is open`, async () => {
      await this.pick('Control+P', name, name, { isFirst: true });
      // A list that closes before the key, because the focus moves elsewhere, opens nothing.
      return tab.waitFor({ timeout: 5000 }).then(
        () => true,
        () => false,
      );
    });
    await this.page.locator('.editor-group-container.active .view-line').first().waitFor();
  }

  /** The text of the active editor, as far as it is drawn. @returns {Promise<string>} */
  async editorText() {
    const lines = this.page.locator('.editor-group-container.active .view-lines > .view-line');
    await lines.first().waitFor();
    return lines.evaluateAll((all) =>
      all
        .map((line) => ({ top: parseFloat(line.style.top), text: line.textContent }))
        .sort((a, b) => a.top - b.top)
        .map(({ text }) => text.replaceAll('\u00a0', ' '))
        .join('\n'),
    );
  }

  /** Waits until most lines of the active editor are drawn in more than one colour, and one of them in more than two. */
  async coloured() {
    await this.until('the text is coloured', async () => {
      const colours = await this.page
        .locator('.editor-group-container.active .view-line')
        .evaluateAll((lines) =>
          lines.map((line) => new Set([...line.querySelectorAll('span span')].map((piece) => getComputedStyle(piece).color)).size),
        );
      return colours.filter((count) => count > 1).length > colours.length / 2 && Math.max(...colours) > 2;
    });
  }

  /** @returns {Promise<string>} the title of the active editor's tab */
  activeTab() {
    return this.page.locator('.editor-group-container.active .tabs-container .tab.active .label-name').innerText();
  }

  /** Puts the cursor at the start of a line of the active editor, and scrolls to it. @param {number} line */
  async goToLine(line) {
    const widget = this.page.locator('.quick-input-widget');
    await this.until(`the cursor is in line ${line}`, async () => {
      await this.page.keyboard.press('Control+G');
      try {
        await widget.locator('input.input').fill(`:${line}`, { timeout: 3000 });
        await this.page.keyboard.press('Enter');
        await widget.waitFor({ state: 'hidden', timeout: 3000 });
        await this.cursorAt(`Ln ${line}, Col 1`, 3000);
        return true;
      } catch {
        await this.page.keyboard.press('Escape');
        return false;
      }
    });
  }

  /** Waits until the cursor of the active editor is there. @param {string} position e.g. "Ln 3, Col 5" @param {number} [timeout] ms */
  async cursorAt(position, timeout) {
    await this.page
      .locator('[id="status.editor.selection"]', { hasText: exactly(position) })
      .waitFor(timeout === undefined ? {} : { timeout });
  }

  /** Waits until this file's editor is active. @param {string | RegExp} title */
  async activeEditor(title) {
    await this.page
      .locator('.editor-group-container.active .tabs-container .tab.active .monaco-icon-label', { hasText: exactly(title) })
      .waitFor();
  }

  /** Answers the dialog that asks for a file's name. @param {string} path */
  async saveAs(path) {
    const widget = this.page.locator('.quick-input-widget');
    const input = widget.locator('input.input');
    // The dialog writes its proposal into the field and lists that folder; only then does it listen.
    await widget.locator('.monaco-list-row', { hasText: '..' }).first().waitFor();
    await this.until('the dialog makes a proposal', async () => /[\w-]\.\w+$/.test(await input.inputValue()));
    const rows = widget.locator('.monaco-list-rows').first();
    const listed = await rows.innerText();
    await input.fill(path);
    await this.until(
      'the dialog has looked at the folder',
      async () => (await rows.innerText()) !== listed && (await input.inputValue()) === path,
    );
    await widget.getByRole('button', { name: 'OK' }).click();
    await widget.waitFor({ state: 'hidden' });
  }

  /** Answers the dialog that asks for a file to open. @param {string} path */
  async openInDialog(path) {
    const widget = this.page.locator('.quick-input-widget');
    const input = widget.locator('input.input');
    // The dialog writes the folder that it proposes into the field and lists it; only then does it listen.
    await widget.locator('.monaco-list-row', { hasText: '..' }).first().waitFor();
    await this.until('the dialog proposes a folder', async () => (await input.inputValue()).endsWith('/'));
    await input.fill(path);
    const name = path.slice(path.lastIndexOf('/') + 1);
    await widget
      .locator('.monaco-list-row', { has: this.page.locator('.label-name', { hasText: exactly(name) }) })
      .first()
      .waitFor();
    await this.until('the field has the whole path', async () => (await input.inputValue()) === path);
    await widget.getByRole('button', { name: 'OK' }).click();
    await widget.getByRole('button', { name: 'OK' }).waitFor({ state: 'hidden' });
  }

  /** @returns {Promise<string>} */
  clipboard() {
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  /**
   * What is on the clipboard after `act` has put it there.
   * @param {() => Promise<unknown>} act @returns {Promise<string>}
   */
  async copied(act) {
    const before = 'nothing was copied';
    await this.page.evaluate((text) => navigator.clipboard.writeText(text), before);
    await act();
    return this.until('something is copied', async () => {
      const text = await this.clipboard();
      return text === before ? undefined : text;
    });
  }

  /**
   * What has the keyboard focus: the accessible names of the widget and of its row, if it has rows. @returns {Promise<{ widget: string,
   * row: string }>}
   */
  focus() {
    return this.page.evaluate(() => {
      const active = document.activeElement;
      const row = active?.getAttribute('aria-activedescendant');
      return {
        widget: active?.getAttribute('aria-label') ?? '',
        row: (row && document.getElementById(row)?.getAttribute('aria-label')) || '',
      };
    });
  }

  /** Waits until a row whose accessible name begins like this has the keyboard focus. @param {string} name */
  async focusOn(name) {
    let seen = await this.focus();
    await this.until(
      `the focus is on "${name}"`,
      async () => {
        seen = await this.focus();
        return seen.row.startsWith(name);
      },
      { describe: () => `it is on "${seen.row}" in "${seen.widget}"` },
    );
  }

  /**
   * Asks repeatedly until there is an answer, and returns it. `describe` says what was there instead when it gives up.
   * @template T
   * @param {string} what @param {() => Promise<T | undefined | false>} ask
   * @param {{ timeoutMs?: number, describe?: () => string }} [options] @returns {Promise<T>}
   */
  async until(what, ask, { timeoutMs = 15_000, describe } = {}) {
    for (const end = Date.now() + timeoutMs; ;) {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
      if (Date.now() > end) throw new Error(`Not within ${timeoutMs / 1000} s: ${what}${describe === undefined ? '' : `; ${describe()}`}.`);
      await this.page.waitForTimeout(50);
    }
  }

  /** Whether the active editor is a preview, which the next file replaces. @returns {Promise<boolean>} */
  async isPreview() {
    return this.page
      .locator('.editor-group-container.active .tab.active .monaco-icon-label')
      .evaluate((label) => label.classList.contains('italic'));
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
    const number = this.page.locator('.editor-group-container.active .margin-view-overlays .line-numbers', {
      hasText: exactly(String(line)),
    });
    await number.waitFor();
    const box = await number.boundingBox();
    if (!box) throw new Error(`Line ${line} is not drawn.`);
    await this.page.mouse.click(box.x - 10, box.y + box.height / 2); // the glyph margin is left of the number
  }

  /** Whether a visible line of the active editor has a breakpoint. @param {number} line @returns {Promise<boolean>} */
  async hasBreakpoint(line) {
    return this.page
      .locator('.editor-group-container.active .margin')
      .first()
      .evaluate((margin, wanted) => {
        /** @param {Element} element */
        const middle = (element) => element.getBoundingClientRect().y + element.getBoundingClientRect().height / 2;
        const number = [...margin.querySelectorAll('.line-numbers')].find((each) => each.textContent === wanted);
        return (
          number !== undefined &&
          [...margin.querySelectorAll('[class*="codicon-debug-breakpoint"]')].some((each) => Math.abs(middle(each) - middle(number)) < 5)
        );
      }, String(line));
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
      if (Date.now() > end)
        throw new Error(`After ${key} the program did not pause at another place than ${before}; it is now at ${now ?? 'none'}.`);
      await this.page.waitForTimeout(50);
    }
  }

  /** "Ln 3, Col 5" while the program is paused, according to the status bar. @returns {Promise<string | undefined>} */
  async stopPosition() {
    if (!(await this.page.locator('.codicon-debug-stackframe').count())) return undefined;
    return this.page
      .locator('[id="status.editor.selection"]')
      .innerText()
      .catch(() => undefined);
  }

  /** Selects a frame in the Call Stack. @param {string} place its line and column, "38:28" */
  async selectFrame(place) {
    const frame = (await this.view('Call Stack')).locator(rowOfTree, {
      has: this.page.locator('.line-number', { hasText: exactly(place) }),
    });
    await frame.click({ position: { x: 60, y: 10 } }); // on the name: the text at the right changes under the pointer
  }

  /** Selects a thread in the Call Stack. @param {string | RegExp} name */
  async selectThread(name) {
    await (
      await this.view('Call Stack')
    )
      .locator(rowOfTree, { hasText: name })
      .first()
      .click({ position: { x: 60, y: 10 } });
  }

  /** Ends every session with the button, because a key may go to a web page that has the focus. */
  async stopDebugging() {
    const stop = this.page.locator('.part.sidebar .codicon-debug-stop');
    let clickedAt = 0;
    await this.until('nothing is debugged any more', async () => {
      if (!(await stop.count())) return true;
      if (Date.now() - clickedAt > 3000) {
        await stop
          .first()
          .click({ timeout: 1000 })
          .catch(() => {}); // it has ended by itself
        clickedAt = Date.now();
      }
      return undefined;
    });
  }

  // -- views

  /** The view (a pane in the side bar) with this title, expanded. @param {string} title @returns {Promise<Locator>} */
  async view(title) {
    const pane = this.page
      .locator('.pane', { has: this.page.locator('.pane-header h3.title', { hasText: new RegExp(`^${escapeRegExp(title)}$`, 'i') }) })
      .first();
    const header = pane.locator('.pane-header').first();
    await header.waitFor();
    await this.until(`the view ${title} is open`, async () => {
      if ((await header.getAttribute('aria-expanded')) === 'true') return true;
      // If it opens by itself at this moment, the click closes it.
      await header.click();
      return pane
        .locator('.pane-header[aria-expanded="true"]')
        .waitFor({ timeout: 3000 })
        .then(
          () => true,
          () => false,
        );
    });
    return pane;
  }

  /** The titles of the views of the side bar, from top to bottom. @returns {Promise<string[]>} */
  viewTitles() {
    return this.page.locator('.part.sidebar .pane-header h3.title').allInnerTexts();
  }

  /** The text to the right of a view's title ("9 pending"). @param {string} title @returns {Promise<string>} */
  async viewDescription(title) {
    const description = (await this.view(title)).locator('.pane-header .description');
    return (await description.count()) > 0 ? (await description.first().innerText()).trim() : '';
  }

  /** The message of a view without rows. @param {string} title @returns {Promise<string>} */
  async welcome(title) {
    const welcome = (await this.view(title)).locator('.welcome-view-content');
    await welcome.waitFor();
    return (await welcome.innerText()).trim();
  }

  /**
   * Waits until a view without rows shows a message. @param {string} title @param {RegExp} text @returns {Promise<string>} the whole
   * message
   */
  async welcomeWhen(title, text) {
    const welcome = (await this.view(title)).locator('.welcome-view-content', { hasText: text });
    await welcome.waitFor();
    return (await welcome.innerText()).trim();
  }

  /** Waits until somebody else expands a view. @param {string} title */
  async unfolded(title) {
    await this.page
      .locator('.pane-header[aria-expanded="true"]', { has: this.page.locator('h3.title', { hasText: exactly(title) }) })
      .waitFor();
  }

  /**
   * Everything that a view shows, one after the other, while `act` runs. @param {string} title @param {() => Promise<unknown>} act @returns
   * {Promise<string[]>}
   */
  async watchView(title, act) {
    const body = (await this.view(title)).locator('.pane-body');
    const watch = await body.evaluateHandle((/** @type {HTMLElement} */ element) => {
      const seen = [element.innerText];
      const observer = new MutationObserver(() => {
        if (element.innerText !== seen.at(-1)) seen.push(element.innerText);
      });
      observer.observe(element, { childList: true, subtree: true, characterData: true, attributes: true });
      return { seen, observer };
    });
    await act();
    return watch.evaluate(({ seen, observer }) => {
      observer.disconnect();
      return seen;
    });
  }

  /** Collapses all other views of the side bar, so that this one has the room. @param {string} title */
  async isolateView(title) {
    await this.view(title);
    await this.foldViews((await this.viewTitles()).filter((other) => other.toLowerCase() !== title.toLowerCase()));
  }

  /** @param {readonly string[]} titles */
  async foldViews(titles) {
    for (const title of titles) {
      const header = this.page.locator('.part.sidebar .pane-header[aria-expanded="true"]', {
        has: this.page.locator('h3.title', { hasText: exactly(title) }),
      });
      if (await header.count()) await header.locator('h3.title').click();
    }
  }

  /**
   * Waits until a view has drawn something, rows or a message, and has stopped changing; fails if it keeps changing. @param {string} title
   */
  async settled(title) {
    const pane = await this.view(title);
    await pane.locator('.monaco-list-row:visible, .welcome-view-content:visible').first().waitFor();
    /** @type {string | undefined} */
    let before;
    await this.until(`the view ${title} stops changing`, async () => {
      const now = await pane.innerText();
      if (now === before) return true;
      before = now;
      await this.page.waitForTimeout(quietMs);
      return undefined;
    });
  }

  /** @param {string} title @returns {Promise<Row[]>} the rows of a tree that are drawn, top down */
  async rows(title) {
    const pane = await this.view(title);
    return pane.locator(rowOfTree).evaluateAll((rows) =>
      rows
        .sort((a, b) => Number(a.dataset.index) - Number(b.dataset.index))
        .map((row) => ({
          level: Number(row.getAttribute('aria-level')),
          label: row.querySelector('.label-name')?.textContent ?? '',
          description: row.querySelector('.label-description')?.textContent ?? '',
          expanded: row.hasAttribute('aria-expanded') ? row.getAttribute('aria-expanded') === 'true' : undefined,
          selected: row.classList.contains('selected'),
        })),
    );
  }

  /**
   * The rows as people write them: two spaces per level, label, two spaces, description. @param {string} title @returns {Promise<string>}
   */
  async treeText(title) {
    const rows = await this.rows(title);
    return rows
      .map(({ level, label, description }) => `${'  '.repeat(level - 1)}${label}${description ? `  ${description}` : ''}`)
      .join('\n');
  }

  /**
   * Waits until `accept` is true for a tree's rows as text; fails showing the last ones. @param {string} title @param {(text: string) =>
   * boolean} accept @param {number} [timeoutMs]
   */
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
    const row = pane.locator(rowOfTree, { has: this.page.locator('.label-name', { hasText: exactly(label) }) }).first();
    await row.waitFor();
    return row;
  }

  /** What a screen reader says for a row. @param {string} title @param {string | RegExp} label */
  async rowAriaLabel(title, label) {
    return (await this.row(title, label)).getAttribute('aria-label');
  }

  /** What a screen reader says for the visible rows, from top to bottom. @param {string} title @returns {Promise<string[]>} */
  async rowAriaLabels(title) {
    const pane = await this.view(title);
    return pane
      .locator(rowOfTree)
      .evaluateAll((rows) =>
        rows.sort((a, b) => Number(a.dataset.index) - Number(b.dataset.index)).map((row) => row.getAttribute('aria-label') ?? ''),
      );
  }

  /** @param {string} title @param {string | RegExp} label */
  async expand(title, label) {
    const row = await this.row(title, label);
    if ((await row.getAttribute('aria-expanded')) === 'false') await row.locator('.monaco-tl-twistie').click();
    await (await this.row(title, label)).and(this.page.locator('[aria-expanded="true"]')).waitFor();
  }

  /** @param {string} title @param {string | RegExp} label */
  async collapse(title, label) {
    const row = await this.row(title, label);
    if ((await row.getAttribute('aria-expanded')) === 'true') await row.locator('.monaco-tl-twistie').click();
    await (await this.row(title, label)).and(this.page.locator('[aria-expanded="false"]')).waitFor();
  }

  /**
   * What the pointer hits. Not the label: a long one would be scrolled to its middle, and stay there.
   * @param {string} title @param {string | RegExp} label
   */
  async #handle(title, label) {
    return (await this.row(title, label)).locator('.monaco-icon-label').first();
  }

  /** @param {string} title @param {string | RegExp} label */
  async clickRow(title, label) {
    await this.#clearOfTooltips();
    await (await this.#handle(title, label)).click();
  }

  /** A tooltip that appeared where the pointer rested may cover the next row, and it stays while the pointer moves into it. */
  async #clearOfTooltips() {
    const tooltip = this.page.locator('.workbench-hover-container .monaco-hover:visible');
    await this.until('no tooltip is there', async () => {
      await this.pointAway();
      if (
        await tooltip.waitFor({ state: 'detached', timeout: 2000 }).then(
          () => true,
          () => false,
        )
      )
        return true;
      // On a busy machine VS Code may miss that the pointer left: a person would point at it and move away again.
      await tooltip
        .first()
        .hover({ timeout: 1000 })
        .catch(() => {});
      return false;
    });
  }

  /** Waits until exactly this row is selected. @param {string} title @param {string | RegExp} label */
  async selected(title, label) {
    await (await this.row(title, label)).and(this.page.locator('.selected')).waitFor();
  }

  /**
   * The complete tooltip of a row. It stays until the pointer leaves. @param {string} title @param {string | RegExp} label @returns
   * {Promise<Locator>}
   */
  async tooltip(title, label) {
    const handle = await this.#handle(title, label);
    const hover = this.page.locator('.workbench-hover-container .monaco-hover:visible');
    await this.#clearOfTooltips();
    await handle.hover();
    await hover.first().waitFor();
    await this.until('the tooltip is loaded', async () => !/^(Loading.*)?$/.test((await hover.innerText()).trim()));
    return hover;
  }

  /** The tooltip of a row, as text. @param {string} title @param {string | RegExp} label @returns {Promise<string>} */
  async rowTooltip(title, label) {
    return (await (await this.tooltip(title, label)).innerText()).trim();
  }

  /** Moves the pointer to an empty place. */
  async pointAway() {
    await this.page.mouse.move(900, 5);
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
    const item = this.page.locator('.monaco-menu .action-item', { has: this.page.locator('.action-label', { hasText: exactly(entry) }) });
    // A menu ignores clicks in the first moments, because the click that opened it may end over it.
    await this.until(`the menu takes "${entry}"`, async () => {
      await item.click({ timeout: 1000 }).catch(() => {}); // the click worked, and the menu is gone
      return (await item.count()) === 0;
    });
  }

  /** @param {string} title @param {string | RegExp} label */
  async openContextMenu(title, label) {
    await this.#clearOfTooltips();
    await (await this.#handle(title, label)).click({ button: 'right' });
    await this.page.locator('.monaco-menu .action-label').first().waitFor();
  }

  /** The buttons in a view's title bar, by their accessible names. @param {string} title @returns {Promise<string[]>} */
  async viewButtons(title) {
    const pane = await this.view(title);
    await pane.hover();
    return pane
      .locator('.pane-header .actions .action-label')
      .evaluateAll((all) => all.map((button) => button.getAttribute('aria-label') ?? ''));
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
   * Points at a word of the active editor, as a person does, and returns the hovers that appear: those of the language (ours is one of
   * them), or the debugger's with the value.
   *
   * The pointer moves in one step. VS Code asks for an expression at each place on the way; if an older request is answered after the next
   * one was sent, the next one's hover disappears, and none appears until the pointer moves again. A scrolling editor removes the hover
   * too, so whatever opens a place in it has to be finished before.
   * @param {string} text a text that is drawn @param {string} [word] the part of it to point at
   * @returns {Promise<{ kind: 'language' | 'debugger', parts: Locator }>}
   */
  async editorHover(text, word = text) {
    const parts = {
      language: this.page.locator('.monaco-editor .monaco-hover:not(.hidden):visible .hover-row'),
      debugger: this.page.locator('.debug-hover-widget:visible'),
    };
    await this.#clearOfTooltips();
    await this.closeHovers();
    const { x, y } = await this.editorPosition(text, word);
    await this.page.mouse.move(x, y);
    const kind = await this.until(`a hover comes for "${text}"`, async () => {
      for (const each of /** @type {const} */ (['language', 'debugger']))
        if ((await parts[each].count()) && (await parts[each].first().innerText()).trim() !== '') return each;
      return undefined;
    });
    return { kind, parts: parts[kind] };
  }

  /** The complete text of our own hover on a word. @param {string} text @param {string} [word] @returns {Promise<Locator>} */
  async ourHover(text, word = text) {
    const { parts } = await this.editorHover(text, word);
    const ours = parts.filter({ hasText: /^Deferscope/ });
    await ours.waitFor();
    return ours;
  }

  /** The commands or addresses that the links in a hover lead to. @param {Locator} hover @returns {Promise<string[]>} */
  links(hover) {
    return hover.locator('a[data-href]').evaluateAll((all) => all.map((link) => link.dataset.href ?? ''));
  }

  /** What a hover consists of besides text: the names of its elements. @param {Locator} hover @returns {Promise<string[]>} */
  elementNames(hover) {
    return hover
      .locator('.rendered-markdown')
      .evaluateAll((all) =>
        [...new Set(all.flatMap((part) => [...part.querySelectorAll('*')].map((element) => element.localName)))].sort(),
      );
  }

  async closeHovers() {
    await this.pointAway();
    await this.page
      .locator('.monaco-editor .monaco-hover:not(.hidden):visible, .debug-hover-widget:visible')
      .first()
      .waitFor({ state: 'hidden' });
  }

  /** The hints behind the visible lines of the active editor: `28: runs 7th`. @returns {Promise<string[]>} */
  async lineHints() {
    return this.page
      .locator('.editor-group-container.active .monaco-editor')
      .first()
      .evaluate((editor) => {
        const numbers = [...editor.querySelectorAll('.line-numbers')].map((number) => ({
          y: Math.round(number.getBoundingClientRect().y),
          text: number.textContent,
        }));
        /** @type {NodeListOf<HTMLElement>} */
        const drawn = editor.querySelectorAll('.view-line');
        const lines = [...drawn].sort((a, b) => parseFloat(a.style.top) - parseFloat(b.style.top));
        return lines.flatMap((line) =>
          [...line.querySelectorAll('[class*="ced-"]')].flatMap((piece) => {
            const { content } = getComputedStyle(piece, '::after');
            const number = numbers.find(({ y }) => Math.abs(y - line.getBoundingClientRect().y) < 4)?.text;
            return content === 'none' ? [] : [`${number}: ${content.replace(/^"|"$/g, '').trim()}`];
          }),
        );
      });
  }

  /**
   * Where a word of the active editor is on the screen: the first visible one.
   * @param {string} text @param {string} [word] the part of the text that is meant @returns {Promise<{ x: number, y: number }>}
   */
  async editorPosition(text, word = text) {
    const position = await this.page
      .locator('.editor-group-container.active .view-lines')
      .first()
      .evaluate(
        (lines, { text, word }) => {
          const frame = lines.closest('.monaco-editor')?.getBoundingClientRect();
          if (frame === undefined) return undefined;
          const places = [];
          for (const line of lines.querySelectorAll('.view-line')) {
            const from = line.textContent.replaceAll('\u00a0', ' ').indexOf(text);
            if (from < 0) continue;
            // A line is drawn as many spans: search its whole text, then find the pieces.
            const walk = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
            const pieces = [];
            for (let node = walk.nextNode(), at = 0; node; at += node.textContent?.length ?? 0, node = walk.nextNode())
              pieces.push({ node, at });
            const start = from + text.indexOf(word);
            const first = pieces.findLast(({ at }) => at <= start);
            const last = pieces.findLast(({ at }) => at < start + word.length) ?? first;
            if (first === undefined || last === undefined) continue;
            const range = document.createRange();
            range.setStart(first.node, start - first.at);
            range.setEnd(last.node, start + word.length - last.at);
            const box = range.getBoundingClientRect();
            if (box.top >= frame.top && box.bottom <= frame.bottom) places.push({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
          }
          return places.sort((a, b) => a.y - b.y)[0];
        },
        { text, word },
      );
    if (!position) throw new Error(`The active editor does not show "${text}".`);
    return position;
  }

  /** The notifications so far. @returns {Promise<string[]>} */
  async notifications() {
    const centre = this.page.locator('.notifications-center.visible');
    if (!(await centre.count())) await this.command('Notifications: Show Notifications');
    await centre.waitFor();
    const texts = await centre.locator('.notification-list-item-message').allInnerTexts();
    await this.page.keyboard.press('Escape');
    return texts;
  }

  /** A notification that pops up; never with the test driver, see ServerOptions.testDriver. @param {string | RegExp} text */
  toast(text) {
    return this.page.locator('.notification-toast .notification-list-item-message', { hasText: text }).first();
  }

  async closeNotifications() {
    await this.command('Notifications: Clear All Notifications');
    await this.page.locator('.notification-toast').first().waitFor({ state: 'hidden' });
  }

  // -- looks

  /** Switches from light to dark and back. @param {'light' | 'dark'} theme */
  async switchTheme(theme) {
    const wanted = this.page.locator(`.monaco-workbench.${theme === 'light' ? 'vs' : 'vs-dark'}`);
    if (await wanted.count()) return;
    await this.command('Preferences: Toggle between Light/Dark Themes');
    await wanted.waitFor();
  }

  /**
   * Switches to any other theme, by its name in the list of themes. @param {string} name @param {string} kind what the workbench is then:
   * "hc-black", "vs" …
   */
  async pickTheme(name, kind) {
    await this.command('Preferences: Color Theme', { asksMore: true });
    const widget = this.page.locator('.quick-input-widget');
    await widget.locator('input.input[placeholder*="Theme"]').fill(name);
    await widget
      .locator('.monaco-list-row', { has: this.page.locator('.label-name', { hasText: exactly(name) }) })
      .first()
      .click();
    await widget.waitFor({ state: 'hidden' });
    await this.page.locator(`.monaco-workbench.${kind}`).waitFor();
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
    if (clean) await this.pointAway();
    await this.page.screenshot({ path: file, animations: 'disabled' });
  }
}
