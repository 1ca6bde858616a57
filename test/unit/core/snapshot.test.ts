import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import type TypeScript from 'typescript';
import type { Snapshot } from '../../../src/core/snapshot.ts';
import { assertSnapshot, errorsOf, ROOT } from '../schema.ts';
import { fullSnapshot, snapshot } from './snapshots.ts';

const ts = createRequire(path.join(ROOT, 'package.json'))('typescript') as typeof TypeScript;

interface SchemaPart {
  readonly properties: Readonly<Record<string, { readonly enum?: readonly string[]; readonly $ref?: string; readonly const?: unknown }>>;
  readonly required: readonly string[];
  readonly additionalProperties: unknown;
}

describe('the schema of snapshots', () => {
  it('accepts a snapshot with everything, and one with nothing', () => {
    assertSnapshot(fullSnapshot());
    assertSnapshot(snapshot());
    assertSnapshot(snapshot({ absent: { reason: 'running', message: 'Running.' } }));
    assertSnapshot(snapshot({ resources: { guards: [], managed: [], pools: [] } }));
  });

  type Draft = Record<string, never> & { stacks: Record<string, never>[] };
  const breaks: readonly (readonly [string, (draft: Draft) => void, RegExp])[] = [
    ['another schema', (d) => Object.assign(d, { schema: 'other' }), /\/schema must be equal to constant/],
    ['another version', (d) => Object.assign(d, { version: 2 }), /\/version must be equal to constant/],
    ['a time in words', (d) => Object.assign(d, { takenAt: 'yesterday' }), /\/takenAt must match/],
    [
      'no session',
      (d) => {
        delete d['session'];
      },
      /required property 'session'/,
    ],
    [
      'no problems',
      (d) => {
        delete d['problems'];
      },
      /required property 'problems'/,
    ],
    ['an unknown property', (d) => Object.assign(d, { extra: 1 }), /must NOT have additional/],
    ['an unknown property of a stack', (d) => Object.assign(d.stacks[0] ?? {}, { extra: 1 }), /\/stacks\/0 must NOT have additional/],
    ['an unknown kind of stack', (d) => Object.assign(d.stacks[0] ?? {}, { kind: 'fiber' }), /\/stacks\/0\/kind must be equal to one of/],
    [
      'an unknown state',
      (d) => Object.assign(at(d, 'scopes', 0, 'cleanups', 0), { state: 'waiting' }),
      /cleanups\/0\/state must be equal to one of/,
    ],
    [
      'an unknown capture',
      (d) => Object.assign(at(d, 'scopes', 0, 'cleanups', 1, 'arguments', 0), { capture: 'copy' }),
      /arguments\/0\/capture must be/,
    ],
    [
      'a running cleanup that is first in order',
      (d) => Object.assign(at(d, 'scopes', 0, 'cleanups', 0), { order: 1 }),
      /cleanups\/0\/order must be equal to constant/,
    ],
    [
      'a pending cleanup without a place',
      (d) => Object.assign(at(d, 'scopes', 0, 'cleanups', 1), { order: 0 }),
      /cleanups\/1\/order must be >= 1/,
    ],
    ['an order in between', (d) => Object.assign(at(d, 'scopes', 0, 'cleanups', 1), { order: 1.5 }), /cleanups\/1\/order must be integer/],
    ['line 0', (d) => Object.assign(at(d, 'scopes', 0, 'location'), { line: 0 }), /location\/line must be >= 1/],
    [
      'an argument without a value',
      (d) => {
        delete at(d, 'scopes', 0, 'cleanups', 1, 'arguments', 0)['value'];
      },
      /arguments\/0 must have required property 'value'/,
    ],
    ['a label of two lines', (d) => Object.assign(at(d, 'scopes', 0, 'cleanups', 1), { label: 'a\nb' }), /label must match pattern/],
    [
      'a label that turns round',
      (d) => Object.assign(at(d, 'scopes', 0, 'cleanups', 1), { label: 'a\u202eb' }),
      /label must match pattern/,
    ],
    ['a label without text', (d) => Object.assign(at(d, 'scopes', 0, 'cleanups', 1), { label: '' }), /label must NOT have fewer/],
    [
      'a value without end',
      (d) => Object.assign(at(d, 'scopes', 0, 'cleanups', 1, 'arguments', 0), { value: 'x'.repeat(1001) }),
      /value must NOT have more/,
    ],
    ['a negative total', (d) => Object.assign(at(d, 'scopes', 0), { total: -1 }), /total must be >= 0/],
    [
      'stacks beside a reason why there are none',
      (d) => Object.assign(d, { absent: { reason: 'running', message: 'Running.' } }),
      /\/stacks must NOT have more than 0 items/,
    ],
    ['an unknown reason', (d) => Object.assign(d, { stacks: [], absent: { reason: 'because', message: 'x' } }), /\/absent\/reason must be/],
    [
      'an unknown problem',
      (d) => Object.assign(d, { problems: [{ code: 'odd', severity: 'warning', message: 'x' }] }),
      /problems\/0\/code must be/,
    ],
    [
      'scopes of a stack that was not read',
      (d) => Object.assign(d.stacks[0] ?? {}, { unread: {} }),
      /\/stacks\/0\/scopes must NOT have more than 0 items/,
    ],
    [
      'a resource without a name',
      (d) => Object.assign(d, { resources: { guards: [{}], managed: [], pools: [] } }),
      /guards\/0 must have required property 'name'/,
    ],
    ['an unknown resource', (d) => Object.assign(d, { resources: { others: [] } }), /\/resources must NOT have additional/],
  ];
  for (const [name, breakIt, expected] of breaks) {
    it(`refuses ${name}`, () => {
      const draft = structuredClone(fullSnapshot()) as unknown as Draft;
      breakIt(draft);
      const errors = errorsOf(draft);
      assert.equal(errors.length > 0, true, 'it was accepted');
      assert.match(errors.join('\n'), expected);
    });
  }

  function at(draft: Draft, ...steps: readonly (string | number)[]): Record<string, unknown> {
    let part: unknown = draft.stacks[0];
    for (const step of steps) part = (part as Record<string | number, unknown>)[step];
    return part as Record<string, unknown>;
  }
});

describe('the schema and src/core/snapshot.ts', () => {
  const schema = JSON.parse(readFileSync(path.join(ROOT, 'media/snapshot.schema.json'), 'utf8')) as SchemaPart & {
    readonly $defs: Readonly<Record<string, SchemaPart>>;
  };
  const file = ts.createSourceFile(
    'snapshot.ts',
    readFileSync(path.join(ROOT, 'src/core/snapshot.ts'), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const lists = new Map<string, string[]>();
  const unions = new Map<string, string[]>();
  const interfaces = new Map<string, readonly TypeScript.PropertySignature[]>();
  for (const statement of file.statements) {
    if (ts.isVariableStatement(statement))
      for (const { name, initializer } of statement.declarationList.declarations)
        if (initializer !== undefined && ts.isAsExpression(initializer) && ts.isArrayLiteralExpression(initializer.expression))
          lists.set(
            name.getText(file),
            initializer.expression.elements.filter(ts.isStringLiteral).map(({ text }) => text),
          );
    if (ts.isTypeAliasDeclaration(statement)) unions.set(statement.name.text, literals(statement.type));
    if (ts.isInterfaceDeclaration(statement)) interfaces.set(statement.name.text, statement.members.filter(ts.isPropertySignature));
  }

  function literals(type: TypeScript.TypeNode): string[] {
    if (ts.isUnionTypeNode(type)) return type.types.flatMap(literals);
    // `(typeof LIST)[number]`
    if (ts.isIndexedAccessTypeNode(type)) return lists.get(/^\(typeof (\w+)\)$/.exec(type.objectType.getText(file))?.[1] ?? '') ?? [];
    if (ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal)) return [type.literal.text];
    return ts.isTypeReferenceNode(type) ? (unions.get(type.getText(file)) ?? []) : [];
  }

  const parts: Readonly<Record<string, SchemaPart | undefined>> = {
    Snapshot: schema,
    SourceLocation: schema.$defs['location'],
    Argument: schema.$defs['argument'],
    Callee: schema.$defs['callee'],
    Cleanup: schema.$defs['cleanup'],
    CleanupScope: schema.$defs['scope'],
    StackStatus: schema.$defs['status'],
    Failure: schema.$defs['failure'],
    Stack: schema.$defs['stack'],
    Problem: schema.$defs['problem'],
    Absent: schema.$defs['absent'],
    HistoryEntry: schema.$defs['historyEntry'],
    SnapshotSession: schema.$defs['session'],
    SnapshotStop: schema.$defs['stop'],
    Resources: schema.$defs['resources'],
    Resource: schema.$defs['resource'],
    ResourceEntry: schema.$defs['entry'],
    Fact: schema.$defs['fact'],
    PossibleCleanup: schema.$defs['possible'],
    UnreadStack: schema.$defs['unread'],
  };

  it('speak of the same things', () => {
    assert.deepEqual(Object.keys(parts).sort(), [...interfaces.keys()].sort());
  });

  for (const [name, part] of Object.entries(parts)) {
    it(`say the same of ${name}`, () => {
      const members = interfaces.get(name) ?? [];
      const nameOf = (member: TypeScript.PropertySignature): string => member.name.getText(file);
      assert.ok(part !== undefined && members.length > 0);
      assert.deepEqual(Object.keys(part.properties).sort(), members.map(nameOf).sort());
      assert.deepEqual(
        [...part.required].sort(),
        members
          .filter((member) => member.questionToken === undefined)
          .map(nameOf)
          .sort(),
      );
      assert.equal(part.additionalProperties, false);
      for (const member of members) {
        const words = member.type === undefined ? [] : literals(member.type);
        if (words.length > 0)
          assert.deepEqual([...(part.properties[nameOf(member)]?.enum ?? [])].sort(), [...words].sort(), `${name}.${nameOf(member)}`);
      }
    });
  }

  it('has a list of words for every union', () => {
    assert.deepEqual(
      [...unions].filter(([, words]) => words.length === 0).map(([name]) => name),
      [],
    );
    const inSchema = JSON.stringify(schema);
    for (const [name, words] of unions) assert.ok(inSchema.includes(JSON.stringify(words)), `${name}: ${words.join(', ')}`);
  });

  it('is in the type what is tested here', () => {
    const used = new Set<string>();
    const walk = (part: unknown): void => {
      if (Array.isArray(part)) part.forEach(walk);
      else if (typeof part === 'object' && part !== null)
        for (const [key, value] of Object.entries(part)) {
          used.add(key);
          walk(value);
        }
    };
    const full: Snapshot = fullSnapshot();
    walk(full);
    const all = new Set([...interfaces].flatMap(([, members]) => members.map((member) => member.name.getText(file))));
    assert.deepEqual(
      [...all].filter((key) => !used.has(key) && key !== 'absent' && key !== 'message'),
      [],
    );
  });
});
