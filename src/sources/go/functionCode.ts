import type { SourceLocation } from '../../core/snapshot.ts';
import type { CallPart } from '../../syntax/goDefers.ts';
import type { Evaluator, Instruction } from './evaluator.ts';

/** What the code of a function says about it. */
export interface FunctionCode {
  /** Where it begins in the source; for a wrapper the line of its `defer` statement. */
  readonly entry: SourceLocation | undefined;
  /** The first function that it calls, by symbol and address; `indirect` through a value. */
  readonly firstCall: { readonly kind: 'direct'; readonly symbol: string; readonly address: bigint | undefined } | { readonly kind: 'indirect' } | undefined;
}

/** Instructions that are asked for: most wrappers are shorter; one with a dozen arguments needs the second. */
const INSTRUCTIONS = [64, 500] as const;

/** Reads the code at an address up to its first return: what follows belongs to other functions. */
export async function readFunctionCode(evaluator: Evaluator, address: bigint): Promise<FunctionCode> {
  const some = await evaluator.disassemble(address, INSTRUCTIONS[0]);
  const ends = findCall(some) !== undefined || some.some((instruction) => /^RET\b/.test(instruction.instruction));
  const instructions = ends ? some : await evaluator.disassemble(address, INSTRUCTIONS[1]);
  return { entry: locationOf(instructions[0]), firstCall: findCall(instructions) };
}

/** Bytes of code for each address that are worth reading at once. */
const BYTES_PER_LINE = 300n;
/** Bytes of most instructions, at least. */
const SHORTEST = 4n;

/**
 * The source line of the instruction at an address; with it those of others in the same function, where they lie so close
 * that one look at the code between them costs less than one at each.
 */
export async function readLines(evaluator: Evaluator, address: bigint, others: readonly bigint[]): Promise<Map<bigint, SourceLocation | undefined>> {
  const all = [...new Set([address, ...others])].sort((a, b) => (a < b ? -1 : 1));
  const first = all[0] ?? address;
  const span = (all.at(-1) ?? address) - first;
  const lines = new Map<bigint, SourceLocation | undefined>();
  if (all.length > 1 && span <= BYTES_PER_LINE * BigInt(all.length)) {
    let location: SourceLocation | undefined;
    for (const instruction of await evaluator.disassemble(first, Number(span / SHORTEST) + 1)) {
      // A line is named where it begins only.
      location = locationOf(instruction) ?? location;
      if (all.includes(BigInt(instruction.address))) lines.set(BigInt(instruction.address), location);
    }
  }
  if (!lines.has(address)) lines.set(address, locationOf((await evaluator.disassemble(address, 1))[0]));
  return lines;
}

function locationOf(instruction: Instruction | undefined): SourceLocation | undefined {
  const path = instruction?.location?.path;
  return path === undefined || instruction?.line === undefined ? undefined : { path, line: instruction.line };
}

function findCall(instructions: readonly Instruction[]): FunctionCode['firstCall'] {
  for (const instruction of instructions) {
    if (/^RET\b/.test(instruction.instruction)) return undefined;
    const operand = /^CALL\S* \$?(.+)$/.exec(instruction.instruction)?.[1];
    if (operand === undefined) continue;
    const symbol = /^(.+)\(SB\)$/.exec(operand)?.[1];
    // Into the middle of a function only the compiler calls: of the runtime's that copy or clear memory.
    if (/^0x[0-9a-f]+$/.test(operand)) continue;
    if (symbol === undefined) return { kind: 'indirect' };
    // Of the runtime a program can call what is exported; the rest is what the compiler puts in.
    if (!/^runtime\.[^A-Z]/.test(symbol)) return { kind: 'direct', symbol, address: callTarget(instruction) };
  }
  return undefined;
}

/** The address that a direct call goes to, for the machines whose encoding is known here. */
function callTarget(instruction: Instruction): bigint | undefined {
  const at = BigInt(instruction.address);
  const bytes = Buffer.from((instruction.instructionBytes ?? '').replace(/\s/g, ''), 'hex');
  if (bytes.length === 5 && bytes[0] === 0xe8) return at + 5n + BigInt(bytes.readInt32LE(1));
  // BL of arm64: 26 bits, in words.
  if (bytes.length === 4 && (bytes.readUInt32LE(0) >>> 26) === 0b100101) return at + BigInt((bytes.readUInt32LE(0) << 6) >> 4);
  return undefined;
}

/** A wrapper that the compiler has made around a deferred call with arguments or results (since Go 1.17, so named since 1.22). */
export function isWrapper(name: string): boolean {
  return /\.deferwrap\d+$|·dwrap·\d+$/.test(name);
}

/** A wrapper that the compiler has made around the call of a `go` statement. */
export function isGoWrapper(name: string): boolean {
  return /\.gowrap\d+$/.test(name);
}

/** A function literal: `main.work.func1`, `main.work.func1.2`, `main.glob..func1`, in a range-over-func body `main.work-range1.func2`. */
export function isLiteral(name: string): boolean {
  return /\.(?:func)?\d+$|\.gowrap\d+$/.test(name);
}

/** Whether a symbol is that of a method; the package's path is left out, and so are type arguments, which may have dots too. */
export function isMethod(symbol: string): boolean {
  const name = withoutBrackets(symbol);
  const local = name.slice(name.lastIndexOf('/') + 1);
  return local.includes('(') || (local.match(/\./g)?.length ?? 0) > 1;
}

/**
 * Whether a call of the function, as it stands in the source, gives it a receiver. `T.Close(t)` gives none, but a variable
 * may be named like its type: then it cannot be told.
 */
export function hasReceiver(callee: CallPart, symbol: string): boolean | undefined {
  if (!isMethod(symbol)) return false;
  const written = withoutBrackets(callee.text);
  const local = withoutBrackets(symbol);
  return local === written || local.endsWith(`.${written}`) ? undefined : true;
}

/** The name that a function has in the package of another one, without its type arguments: `use`, `(*Pool).Get`; undefined where it belongs to another package. */
export function nameInPackageOf(other: string, symbol: string): string | undefined {
  const package_ = packageOf(other);
  return packageOf(symbol) === package_ ? withoutBrackets(symbol).replaceAll('\0', '').slice(package_.length + 1) : undefined;
}

/** `example.com/db` of `example.com/db.(*Pool).Get`. */
function packageOf(symbol: string): string {
  const plain = withoutBrackets(symbol);
  const slash = plain.lastIndexOf('/');
  const dot = plain.indexOf('.', slash);
  return dot < 0 ? plain : plain.slice(0, dot);
}

/** The symbol as a person knows it: without the mark of a method value, with the type arguments that can be told. */
export function readableSymbol(symbol: string): string {
  // All pointers share one shape: which one it is, is not in the name.
  const text = symbol.replace(/-fm$/, '').replaceAll('interface {}', 'any');
  if (!text.includes('go.shape.')) return text;
  return text.includes('go.shape.*uint8') ? withoutBrackets(text).replace(/\u0000/g, '[…]') : withoutShapes(text);
}

/** The name of a type with the shape that generic code has been compiled for as that type. */
export function withoutShapes(type: string): string {
  return type.replaceAll('go.shape.', '');
}

/** With a NUL in the place of each outermost pair of brackets. */
function withoutBrackets(text: string): string {
  let depth = 0;
  let kept = '';
  for (const character of text) {
    if (character === '[') depth += 1;
    if (depth === 0) kept += character;
    if (character === ']') {
      depth -= 1;
      if (depth === 0) kept += '\0';
    }
  }
  return kept;
}
