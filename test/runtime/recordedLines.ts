import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { decodeHeader, decodeLine } from '../../src/wire/decodeLine.ts';

const root = path.join(__dirname, '../../..');

/** One event, as it is in the file. */
export interface Line {
  readonly kind: string;
  readonly [key: string]: unknown;
}

const isLine = new Ajv2020({ strict: false })
  .addSchema(JSON.parse(fs.readFileSync(path.join(root, 'media/snapshot.schema.json'), 'utf8')) as object)
  .compile(JSON.parse(fs.readFileSync(path.join(root, 'media/recording.schema.json'), 'utf8')) as object);

/** The events of a recording, each validated against the published schema and the types that readers have. */
export function readLines(file: string): Line[] {
  const [, ...lines] = fs
    .readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line, at) => {
      const parsed = JSON.parse(line) as Line;
      assert(isLine(parsed), `${line}: ${JSON.stringify(isLine.errors)}`);
      // And the reader takes all of it: what the library writes is what the types say.
      assert.deepEqual(at === 0 ? decodeHeader(line) : decodeLine(line), parsed);
      return parsed;
    });
  return lines;
}

/** Without what differs between runs. */
export function settle({ kind, ...rest }: Line): Line {
  const settled: Record<string, unknown> = { ...rest };
  delete settled['t'];
  delete settled['ms'];
  delete settled['at'];
  return { kind, ...settled };
}

/** One line each, with scopes numbered in the order in which they were opened. */
export function tell(lines: readonly Line[]): string[] {
  const scopes = new Map<unknown, number>();
  const number = (id: unknown): number | undefined => {
    if (id !== undefined && !scopes.has(id)) scopes.set(id, scopes.size + 1);
    return scopes.get(id);
  };
  const word = (value: unknown, before = ' ', after = ''): string =>
    typeof value === 'string' || typeof value === 'number' ? `${before}${value}${after}` : '';
  return lines.map((line) =>
    [
      line['scope'] === undefined ? '' : `${number(line['scope'])}${word(line['cleanup'], '.')} `,
      line.kind,
      ...['name', 'entry', 'state', 'label'].map((key) => word(line[key])),
      line['onError'] === true ? ' (on error)' : '',
      word(line['timeoutMs'], ' (', ' ms)'),
      word(line['error'], ': '),
      word(number(line['parent']), ' in '),
      word(number(line['to']), ' to '),
      line['gone'] === true ? ' (gone)' : '',
      word(line['concern'], ' !'),
    ].join(''),
  );
}
