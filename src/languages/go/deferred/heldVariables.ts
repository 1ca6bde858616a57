import type { Argument } from '../../../core/snapshot.ts';
import { type AlignedPart } from '../statements/alignment.ts';
import { receiverName } from '../statements/arguments.ts';
import { isDictionary, type CapturedVariable } from '../values/capturedVariable.ts';
import { readCapturedVariables, type Holding } from '../closures/captures.ts';
import type { CleanupContext } from '../program/cleanupContext.ts';
import type { DeferredCall } from './deferredCall.ts';
import { isUnloaded } from '../values/goValues.ts';
import { readInlineAt, rereadInline } from '../closures/inlineCaptures.ts';
import { describeVariable } from '../values/describedVariable.ts';

/** A wrapper whose variables are asked for. */
interface WrapperQuery {
  readonly deferred: DeferredCall;
  /** What is called, in the statement. */
  readonly callee: AlignedPart | undefined;
  /** The arguments of the statement. */
  readonly shown: readonly Argument[] | undefined;
  /** The function literal that the statement calls, as it is written. */
  readonly literal: string | undefined;
}

/** A closure whose variables are requested. */
interface ClosureQuery {
  /** Of the cleanup. */
  readonly id: string;
  /** Where its address is stored. */
  readonly location: bigint | undefined;
  /** Symbol of its code. */
  readonly name: string;
  /** Its source, if it is written in the statement. */
  readonly literal: string | undefined;
}

const NOTHING_HELD: Holding = { references: new Set(), pointers: new Map(), inline: new Map() };

/** Reads the variables that deferred calls hold. Remembers which of them are shared with the program. */
export class HeldVariables {
  readonly #context: CleanupContext;
  /** Addresses of the variables that a cleanup's closure holds by reference, by the cleanup's id. */
  readonly #variables = new Map<string, Map<string, bigint>>();

  constructor(context: CleanupContext) {
    this.#context = context;
  }

  /** The variables that the closure of a cleanup shares with the program, by name. */
  sharedBy(id: string): ReadonlyMap<string, bigint> | undefined {
    return this.#variables.get(id);
  }

  /** What a wrapper holds: the receiver, the arguments, and what the function value that it calls has itself captured. */
  async ofWrapper({ deferred, callee, shown, literal }: WrapperQuery): Promise<Argument[]> {
    if (deferred.isSilent) return [...(shown ?? [])];
    if (callee === undefined || shown === undefined) return this.#ofUnknownCall(deferred, literal);
    const [first, receiver] = callee.captured;
    if (first === undefined) return [...shown];
    if (receiver !== undefined) return [describeVariable(receiver, receiverName(callee.part)), ...shown];
    if (!first.type.startsWith('func(')) return [describeVariable(first, receiverName(callee.part)), ...shown];
    return [...shown, ...(await this.#inner(deferred, first, literal))];
  }

  /** What a wrapper holds of a call that no statement tells about: if it calls a function value, that comes first. */
  async #ofUnknownCall(deferred: DeferredCall, literal: string | undefined): Promise<Argument[]> {
    const [first, ...rest] = deferred.captured.filter((variable) => !isDictionary(variable));
    if (first === undefined) return [];
    const isCalled = first.type.startsWith('func(') && deferred.code?.firstCall?.kind === 'indirect';
    return [
      ...(isCalled ? await this.#inner(deferred, first, literal) : [describeVariable(first, undefined)]),
      ...rest.map((variable) => describeVariable(variable, undefined)),
    ];
  }

  /** The variables that a function literal, or a function value, has captured. */
  async ofClosure(all: readonly CapturedVariable[], { id, location, name, literal }: ClosureQuery): Promise<Argument[]> {
    const captured = all.filter((variable) => !isDictionary(variable));
    if (captured.length === 0) return [];
    const { program, evaluator, memory } = this.#context;
    // A method value holds the receiver that it was made from.
    if (/-fm$/.test(name)) {
      const value = location === undefined ? undefined : await memory.word(location);
      const held =
        value === undefined || value === 0n
          ? captured
          : await rereadInline(evaluator, memory, value, captured, (code) => program.code(code, evaluator));
      return Promise.all(held.map(async (variable) => describeVariable(await this.#load(variable), undefined)));
    }
    if (location === undefined)
      return captured.map((variable) => ({ ...describeVariable(variable, variable.name), capture: 'unknown' as const }));
    const closure = await memory.word(location);
    const code = closure === undefined || closure === 0n ? undefined : await memory.word(closure);
    const { references, pointers, inline } =
      code === undefined ? NOTHING_HELD : await program.holding(code, location, captured, evaluator, memory, literal);
    return Promise.all(
      captured.map(async (variable): Promise<Argument> => {
        const places = variable.name === undefined ? undefined : inline.get(variable.name);
        if (variable.name !== undefined && places !== undefined) {
          const read = closure === undefined ? undefined : await readInlineAt(evaluator, closure, places, variable);
          return read === undefined
            ? { name: variable.name, type: variable.type, value: '', capture: 'unknown' }
            : describeVariable(await this.#load(read), variable.name);
        }
        const argument = describeVariable(await this.#load(variable), variable.name);
        const pointer = variable.name === undefined ? undefined : pointers.get(variable.name);
        const address = pointer === undefined || closure === undefined ? undefined : await memory.word(closure + BigInt(pointer));
        if (variable.name !== undefined && address !== undefined)
          this.#variables.set(id, (this.#variables.get(id) ?? new Map<string, bigint>()).set(variable.name, address));
        return variable.name !== undefined && references.has(variable.name) ? { ...argument, capture: 'reference' } : argument;
      }),
    );
  }

  /** The variables of the function value that is first in a wrapper. */
  async #inner(deferred: DeferredCall, first: CapturedVariable, literal: string | undefined): Promise<Argument[]> {
    const { evaluator, memory } = this.#context;
    const captured = await readCapturedVariables(evaluator, first.variablesReference);
    const closure = deferred.location === undefined ? undefined : await memory.word(deferred.location);
    return this.ofClosure(captured, {
      id: deferred.id,
      location: closure === undefined ? undefined : closure + BigInt(memory.wordSize),
      name: first.value,
      literal,
    });
  }

  /** The target of a pointer that Delve has not loaded because it is too deep in the requested value. */
  async #load(variable: CapturedVariable): Promise<CapturedVariable> {
    if (!isUnloaded(variable.value) || !variable.value.startsWith('*')) return variable;
    const [pointee] = await this.#context.evaluator.variables(variable.variablesReference);
    return pointee === undefined ? variable : { ...variable, value: `*${pointee.value}` };
  }
}
