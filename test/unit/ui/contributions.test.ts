import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { ABSENT_REASONS } from '../../../src/core/snapshot.ts';
import { COMMANDS, CONTEXT_KEYS, INTERNAL_COMMANDS, ROW_ABILITIES, SNAPSHOT_LANGUAGE, VIEW } from '../../../src/ui/contributions.ts';
import { ROOT } from '../schema.ts';

interface Manifest {
  readonly main: string;
  readonly icon: string;
  readonly l10n: string;
  readonly contributes: {
    readonly views: Readonly<Record<string, readonly { readonly id: string; readonly when: string; readonly icon: string }[]>>;
    readonly viewsWelcome: readonly { readonly view: string; readonly when: string }[];
    readonly commands: readonly { readonly command: string; readonly title: string; readonly enablement?: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when: string }[]>>;
    readonly languages: readonly { readonly id: string; readonly configuration: string }[];
    readonly grammars: readonly { readonly language: string; readonly path: string; readonly scopeName: string }[];
  };
}

const text = readFileSync(path.join(ROOT, 'package.json'), 'utf8');
const manifest = JSON.parse(text) as Manifest;
const { contributes } = manifest;
const readSource = (name: string): string => readFileSync(path.join(ROOT, 'src/ui', name), 'utf8');

describe('contributions and package.json', () => {
  it('have the same commands', () => {
    assert.deepEqual(contributes.commands.map((one) => one.command).sort(), Object.values(COMMANDS).sort());
  });

  it('keep internal commands out of the manifest', () => {
    for (const command of Object.values(INTERNAL_COMMANDS)) assert.ok(!text.includes(command), command);
  });

  it('have the same view', () => {
    assert.deepEqual(
      Object.entries(contributes.views).flatMap(([place, views]) => views.map((view) => [place, view.id])),
      [['debug', VIEW]],
    );
    assert.deepEqual([...new Set(contributes.viewsWelcome.map((one) => one.view))], [VIEW]);
  });

  it('have the same language, with a grammar', () => {
    assert.deepEqual(
      contributes.languages.map((one) => one.id),
      [SNAPSHOT_LANGUAGE],
    );
    assert.deepEqual(
      contributes.grammars.map((one) => one.language),
      [SNAPSHOT_LANGUAGE],
    );
    const grammar = JSON.parse(readFileSync(path.join(ROOT, contributes.grammars[0]?.path ?? ''), 'utf8')) as { scopeName: string };
    assert.equal(grammar.scopeName, contributes.grammars[0]?.scopeName);
  });

  it('have the same context keys', () => {
    const conditions = [
      ...Object.values(contributes.views)
        .flat()
        .map((one) => one.when),
      ...contributes.viewsWelcome.map((one) => one.when),
      ...contributes.commands.flatMap((one) => one.enablement ?? []),
      ...Object.values(contributes.menus)
        .flat()
        .map((one) => one.when),
    ];
    const ids = new Set([VIEW, ...Object.values(COMMANDS)]);
    const used = new Set(conditions.flatMap((when) => when.match(/\bdeferscope\.[\w.]+/g) ?? []).filter((name) => !ids.has(name)));
    assert.deepEqual([...used].sort(), Object.values(CONTEXT_KEYS).sort());
  });

  it('name only what is there in menus', () => {
    const commands = new Set<string>(Object.values(COMMANDS));
    for (const [menu, entries] of Object.entries(contributes.menus))
      for (const entry of entries) assert.ok(commands.has(entry.command), `${menu}: ${entry.command}`);
  });

  it('welcome with reasons that exist', () => {
    const reasons: ReadonlySet<string> = new Set(ABSENT_REASONS);
    for (const { when } of contributes.viewsWelcome) {
      const reason = /^deferscope\.absent == '([\w-]+)'$/.exec(when)?.[1];
      assert.ok(reason !== undefined && reasons.has(reason), when);
    }
  });

  it('show commands in the menus of rows by what can be done with a row', () => {
    const menu = contributes.menus['view/item/context'] ?? [];
    const asked = menu.flatMap(({ command, when }) => {
      const pattern = /viewItem =~ \/(.*?)\/(?: |$)/.exec(when)?.[1];
      return pattern === undefined ? [] : [[command, pattern]];
    });
    const offered = Object.entries(ROW_ABILITIES) as [keyof typeof ROW_ABILITIES, string][];
    assert.deepEqual(
      asked,
      offered.map(([command, ability]) => [COMMANDS[command], `\\b${ability}\\b`]),
    );
  });

  it('register every command', () => {
    const source = readSource('commands.ts');
    for (const [key] of [
      ...Object.entries(COMMANDS).map(([name]) => [`COMMANDS.${name}`]),
      ...Object.entries(INTERNAL_COMMANDS).map(([name]) => [`INTERNAL_COMMANDS.${name}`]),
    ])
      assert.ok(source.includes(`on(${key ?? ''},`), key);
  });

  it('set every context key', () => {
    const source = readSource('tree/cleanupsTree.ts');
    for (const key of Object.keys(CONTEXT_KEYS)) assert.ok(source.includes(`setContext(CONTEXT_KEYS.${key},`), key);
  });

  it('write no name of the manifest a second time in the source', () => {
    const names = new Set<string>([VIEW, ...Object.values(COMMANDS), ...Object.values(CONTEXT_KEYS)]);
    const files = readdirSync(path.join(ROOT, 'src/ui'), { recursive: true, encoding: 'utf8' });
    for (const name of files.filter((file) => file.endsWith('.ts') && file !== 'contributions.ts'))
      for (const literal of readSource(name).match(/'deferscope[\w.-]*'/g) ?? [])
        assert.ok(!names.has(literal.slice(1, -1)), `${name}: ${literal}`);
  });

  it('point at files that are there', () => {
    const built = new Set([manifest.main, manifest.l10n]);
    for (const file of [
      manifest.icon,
      manifest.l10n,
      ...Object.values(contributes.views)
        .flat()
        .map((one) => one.icon),
      ...contributes.languages.map((one) => one.configuration),
      ...contributes.grammars.map((one) => one.path),
    ])
      assert.ok(built.has(file) || existsSync(path.join(ROOT, file)), file);
  });
});
