import type { Argument } from '../../../core/snapshot.ts';
import { type AlignedPart } from '../statements/alignment.ts';
import { receiverName } from '../statements/arguments.ts';
import { isDictionary, type CapturedVariable } from '../values/capturedVariable.ts';
import { functionAt, readCapturedVariables } from '../closures/functionValue.ts';
import type { HeldBy } from '../closures/holding.ts';
import type { CleanupContext } from '../program/cleanupContext.ts';
import type { DeferredCall } from './deferredCall.ts';
import { isUnloaded } from '../values/goValues.ts';
import { readInlineAt, rereadInline } from '../closures/inlineCaptures.ts';
import { describeVariable } from '../values/describedVariable.ts';
import { mayBeNegativeZero, withSigns } from '../words/zeros.ts';

/** A wrapper whose variables are requested. */
interface WrapperQuery {
  readonly deferred: DeferredCall;
  /** What is called, in the statement. */
  readonly callee: AlignedPart | undefined;
  /** The arguments of the statement. */
  readonly shown: readonly Argument[] | undefined;
  /** The function literal that the statement calls, as written. */
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

/** A variable of a closure that was read. */
interface HeldQuery {
  /** Of the cleanup. */
  readonly id: string;
  readonly closure: bigint;
  /** Where the closure's address is stored. */
  readonly location: bigint;
  /** Undefined if Delve shows it as it is. */
  readonly held: HeldBy | undefined;
}

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

  /** What a wrapper holds for a call without a known statement: if it calls a function value, that comes first. */
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
    const variables = all.filter((variable) => !isDictionary(variable));
    if (variables.length === 0) return [];
    const { program, evaluator, memory } = this.#context;
    if (/-fm$/.test(name)) return this.#ofMethodValue(variables, location);
    if (location === undefined) return variables.map((variable) => ({ ...describeVariable(variable, variable.name), capture: 'unknown' }));
    const closure = await memory.word(location);
    const code = closure === undefined || closure === 0n ? undefined : await memory.word(closure);
    if (closure === undefined || code === undefined) return Promise.all(variables.map((variable) => this.#describe(variable)));
    const holding = await program.holding(code, { evaluator, memory, location, variables, literal });
    return Promise.all(
      variables.map((variable) =>
        this.#describeHeld(variable, { id, closure, location, held: variable.name === undefined ? undefined : holding.get(variable.name) }),
      ),
    );
  }

  /** A method value holds the receiver that it was made from. */
  async #ofMethodValue(variables: readonly CapturedVariable[], location: bigint | undefined): Promise<Argument[]> {
    const { program, evaluator, memory } = this.#context;
    const closure = location === undefined ? undefined : await memory.word(location);
    const held =
      closure === undefined || closure === 0n
        ? variables
        : await rereadInline(evaluator, memory, closure, variables, (code) => program.code(code, evaluator));
    return Promise.all(held.map(async (variable) => describeVariable(await this.#load(variable), undefined)));
  }

  async #describeHeld(variable: CapturedVariable, { id, closure, location, held }: HeldQuery): Promise<Argument> {
    const { name, type } = variable;
    const { evaluator, memory } = this.#context;
    if (name === undefined || held === undefined) return this.#describe(await this.#withSigns(variable, location));
    if (held.kind === 'inline') {
      const read = await readInlineAt(evaluator, closure, held.offsets, variable);
      return read === undefined ? { name, type, value: '', capture: 'unknown' } : this.#describe(read);
    }
    const address = await memory.word(closure + BigInt(held.offset));
    const argument = await this.#describe(address === undefined ? variable : await withSigns(variable, address, memory));
    if (address !== undefined) this.#variables.set(id, (this.#variables.get(id) ?? new Map<string, bigint>()).set(name, address));
    return { ...argument, capture: 'reference' };
  }

  /** A variable that is in the closure, with the signs of its zeros. */
  async #withSigns(variable: CapturedVariable, location: bigint): Promise<CapturedVariable> {
    if (variable.name === undefined || !mayBeNegativeZero(variable)) return variable;
    const { evaluator, memory } = this.#context;
    const address = await evaluator.number(`uintptr(&${functionAt(location)}.${variable.name})`);
    return address === undefined ? variable : withSigns(variable, address, memory);
  }

  async #describe(variable: CapturedVariable): Promise<Argument> {
    return describeVariable(await this.#load(variable), variable.name);
  }

  /** The variables of the function value that is first in a wrapper. */
  async #inner(deferred: DeferredCall, first: CapturedVariable, literal: string | undefined): Promise<Argument[]> {
    const { evaluator, memory } = this.#context;
    const captured = await readCapturedVariables(evaluator, first.variablesReference);
    const closure = deferred.location === undefined ? undefined : await memory.word(deferred.location);
    return this.ofClosure(captured, {
      id: deferred.id,
      location: deferred.heldFunction ?? (closure === undefined ? undefined : closure + BigInt(memory.wordSize)),
      name: first.value,
      literal,
    });
  }

  /** The target of a pointer that Delve has not loaded because it is too deep in the requested value. */
  async #load(variable: CapturedVariable): Promise<CapturedVariable> {
    const { evaluator, words } = this.#context;
    if (!isUnloaded(variable.value) || !variable.value.startsWith('*')) return words.read(variable);
    const [pointee] = await evaluator.variables(variable.variablesReference);
    return words.read(pointee === undefined ? variable : { ...variable, value: `*${pointee.value}` });
  }
}
