import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

/** The project's folder: the first above the bundled test that has a manifest. */
export const ROOT = findRoot(__dirname);

function findRoot(folder: string): string {
  return existsSync(path.join(folder, 'package.json')) ? folder : findRoot(path.dirname(folder));
}

let validate: ValidateFunction | undefined;

/** Fails if a document does not match `media/snapshot.schema.json`. */
export function assertSnapshot(document: unknown): void {
  assert.deepEqual(errorsOf(document), []);
}

/** Where and how a document breaks the schema. */
export function errorsOf(document: unknown): string[] {
  validate ??= new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true }).compile(
    JSON.parse(readFileSync(path.join(ROOT, 'media/snapshot.schema.json'), 'utf8')) as object,
  );
  // JSON is what is saved: whatever JSON leaves out is not in the document.
  validate(JSON.parse(JSON.stringify(document)));
  return (validate.errors ?? []).filter((error) => error.keyword !== 'if').map((error) => `${error.instancePath} ${error.message ?? ''}`);
}
