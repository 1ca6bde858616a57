import * as fs from 'node:fs';
import * as path from 'node:path';
import { empty, root, write } from './project.mjs';

const general = path.join(root, 'media/l10n');
const languages = path.join(root, 'src/languages');
const out = path.join(root, 'dist/l10n');

/**
 * VS Code reads one bundle of translations for each locale, but a language has those of its own words in its folder: `l10n/LOCALE.json`.
 * Here they become one.
 */
export function mergeTranslations() {
  empty(out);
  for (const name of fs.readdirSync(general)) {
    const locale = /^bundle\.l10n\.(.+)\.json$/.exec(name)?.[1];
    if (locale === undefined) continue;
    const texts = { ...read(path.join(general, name)) };
    for (const language of fs.readdirSync(languages)) Object.assign(texts, read(path.join(languages, language, 'l10n', `${locale}.json`)));
    write(path.join(out, name), `${JSON.stringify(texts, null, 2)}\n`);
  }
}

/** @param {string} file @returns {Record<string, string>} */
function read(file) {
  return fs.existsSync(file) ? /** @type {Record<string, string>} */ (JSON.parse(fs.readFileSync(file, 'utf8'))) : {};
}
