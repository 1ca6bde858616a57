import type { Memory } from '../memory/memory.ts';
import { interfaceParts } from '../values/goValues.ts';
import type { CapturedVariable } from '../values/capturedVariable.ts';

/** Bytes of each floating-point number in a value of the type. */
const FLOAT_BYTES: Readonly<Record<string, number>> = { float32: 4, float64: 8, complex64: 4, complex128: 8 };

/** The kind of floating-point number that a variable holds if one of its numbers is zero: Delve does not write the sign of a zero. */
function zeroKind({ type, value }: CapturedVariable): string | undefined {
  const kind = (interfaceParts(type)?.dynamic ?? type).replace(/^go\.shape\./, '');
  return kind in FLOAT_BYTES && /(?:^|[ (])0(?:$|[ i])/.test(value) ? kind : undefined;
}

/** Whether the sign of the variable has to be read. */
export function mayBeNegativeZero(variable: CapturedVariable): boolean {
  return zeroKind(variable) !== undefined;
}

/** The variable with the signs of its zeros; `address` is where it is in memory. */
export async function withSigns(variable: CapturedVariable, address: bigint, memory: Memory): Promise<CapturedVariable> {
  const kind = zeroKind(variable);
  const size = FLOAT_BYTES[kind ?? ''];
  if (kind === undefined || size === undefined) return variable;
  const isHeld = interfaceParts(variable.type) !== undefined;
  const start = isHeld ? await memory.word(address + BigInt(memory.wordSize)) : address;
  const bytes = start === undefined ? undefined : await memory.bytes(start, kind.startsWith('complex') ? 2 * size : size);
  if (bytes === undefined) return variable;
  let at = 0;
  const sign = (whole: string, before: string, behind: string): string => {
    const isNegative = ((bytes[at * size + size - 1] ?? 0) & 0x80) !== 0;
    return whole.startsWith(`${before}0`) && isNegative ? `${before}-0${behind}` : whole;
  };
  if (!kind.startsWith('complex')) return { ...variable, value: variable.value.replace(/(^| )0()$/, sign) };
  // The real part, then the imaginary one.
  const value = variable.value.replace(/\(([^ ()]+) \+ ([^ ()]+)i\)$/, (_, real: string, imaginary: string) => {
    const first = real === '0' ? sign('0', '', '') : real;
    at = 1;
    return `(${first} + ${imaginary === '0' ? sign('0', '', '') : imaginary}i)`;
  });
  return { ...variable, value };
}
