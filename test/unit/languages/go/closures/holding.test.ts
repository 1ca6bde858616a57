import assert from 'node:assert/strict';
import type { DapPort } from '../../../../../src/dap/port.ts';
import { DapError } from '../../../../../src/dap/port.ts';
import type { CapturedVariable } from '../../../../../src/languages/go/values/capturedVariable.ts';
import { findHolding } from '../../../../../src/languages/go/closures/holding.ts';
import { Evaluator } from '../../../../../src/languages/go/memory/evaluator.ts';
import { readFunctionCodes } from '../../../../../src/languages/go/code/functionCode.ts';
import { Memory } from '../../../../../src/languages/go/memory/memory.ts';

/** Where the record says which closure it calls, and the closure itself. */
const LOCATION = 0xc000000018n;
const CLOSURE = 0xc000000200n;
const CODE = 0x480000n;

/** A program of a few words, and what Delve says about the closure's variables. */
function program(words: ReadonlyMap<bigint, bigint>, addresses: Readonly<Record<string, bigint>>, code: readonly string[] = []): Evaluator {
  const answer = (expression: string): string | undefined => {
    const name = /\)\.(\w+)\)$/.exec(expression)?.[1];
    if (name !== undefined) return addresses[name]?.toString();
    const address = /\((\d+)\)$/.exec(expression)?.[1];
    return address === undefined || !expression.startsWith('*(*uintptr)') ? undefined : words.get(BigInt(address))?.toString();
  };
  const port: DapPort = {
    request(command, args) {
      if (command === 'disassemble')
        return Promise.resolve({ instructions: code.map((instruction, at) => ({ address: String(at), instruction })) } as never);
      const result = answer((args as { expression: string }).expression);
      return result === undefined
        ? Promise.reject(new DapError(command, 'Unable to evaluate expression: refused'))
        : Promise.resolve({ result, variablesReference: 0 } as never);
    },
  };
  return new Evaluator(port, 1, new AbortController());
}

function variable(name: string, type: string): CapturedVariable {
  return { name, type, value: '', variablesReference: 0 };
}

async function holding(
  words: Readonly<Record<number, bigint>>,
  addresses: Readonly<Record<string, bigint>>,
  variables: readonly CapturedVariable[],
  code?: readonly string[],
  written?: string,
) {
  const evaluator = program(
    new Map([
      [LOCATION, CLOSURE],
      [CLOSURE, CODE],
      ...Object.entries(words).map(([offset, word]) => [CLOSURE + BigInt(offset), word] as const),
    ]),
    addresses,
    code,
  );
  const found = await findHolding({
    evaluator,
    memory: new Memory(evaluator, 8),
    location: LOCATION,
    variables,
    literal: written,
    readCode: async (address) => {
      const code = (await readFunctionCodes(evaluator, address)).get(address);
      assert.ok(code);
      return code;
    },
  });
  return {
    references: [...found].flatMap(([name, { kind }]) => (kind === 'reference' ? [name] : [])),
    inline: [...found].flatMap(([name, held]) => (held.kind === 'inline' ? [[name, held.offsets]] : [])),
  };
}

describe('How a Go closure holds its variables', () => {
  it('by reference where it holds the address', async () => {
    const { references } = await holding({ 8: 0xc000001000n, 16: 5n }, { x: 0xc000001000n, y: CLOSURE + 16n }, [
      variable('x', 'int'),
      variable('y', 'int'),
    ]);
    assert.deepEqual([...references], ['x']);
  });

  it('by value, whatever stands behind its end: an address in the closure itself is none of its own pointers', async () => {
    const { references } = await holding({ 8: 1n, 16: 0xc000009000n, 24: CLOSURE + 8n }, { y: CLOSURE + 8n }, [variable('y', 'int')]);
    assert.deepEqual([...references], []);
  });

  it('in place, where its code takes the address of a variable of its own', async () => {
    const found = await holding(
      { 8: 7n, 16: 8n, 24: 9n, 32: 0xc000001000n },
      { list: 7n, x: 0xc000001000n },
      [variable('list', '[3]int'), variable('x', 'int')],
      ['PUSHQ BP', 'LEAQ 0x8(DX), SI', 'MOVQ 0x20(DX), DX', 'LEAQ 0x20(DX), CX'],
    );
    assert.deepEqual([...found.references], ['x']);
    assert.deepEqual([...found.inline], [['list', [8]]]);
  });

  it('in place, two that begin alike: in the order in which the literal uses them', async () => {
    const code = ['LEAQ 0x8(DX), SI', 'LEAQ 0x20(DX), CX'];
    const variables = [variable('a', '[3]int'), variable('b', '[3]int')];
    assert.deepEqual(
      [...(await holding({ 8: 7n, 32: 7n }, { a: 7n, b: 7n }, variables, code, 'func() { use(x.a, b, a) }')).inline],
      [
        ['a', [32]],
        ['b', [8]],
      ],
    );
    assert.deepEqual(
      [...(await holding({ 8: 7n, 32: 7n }, { a: 7n, b: 7n }, variables, code)).inline],
      [
        ['a', [8, 32]],
        ['b', [8, 32]],
      ],
    );
  });
});
