import { interfaceParts, readValue, WORDS_MARK } from '../values/goValues.ts';
import type { CapturedVariable } from '../values/capturedVariable.ts';
import { sayConnection, sayFile, sayListener } from './connections.ts';
import { CONTEXT_TYPES, readTime, sayContext } from './contexts.ts';
import { sayAtomic, sayMutex, sayOnce, sayReadersLock, sayWaitGroup } from './locks.ts';
import type { Doubts } from '../memory/doubts.ts';
import type { SayValue, SpeakingValue, WordsContext } from './speakingType.ts';
import { fieldsOf, findTyped, findUnloadedInterfaces, replaceParts, type TypedPart } from './valueText.ts';
import { withSigns } from './zeros.ts';

/** A connection that is encrypted is named after the one below. */
const TLS = 'crypto/tls.Conn';

const SAY: ReadonlyMap<string, SayValue> = new Map<string, SayValue>([
  ['sync.Mutex', sayMutex],
  ['sync.RWMutex', sayReadersLock],
  ['sync.WaitGroup', sayWaitGroup],
  ['sync.Once', sayOnce],
  ...['Int32', 'Int64', 'Uint32', 'Uint64', 'Bool'].map((name) => [`sync/atomic.${name}`, sayAtomic] as const),
  ['os.File', sayFile],
  ...['TCPConn', 'UDPConn', 'UnixConn', 'IPConn'].map((name) => [`net.${name}`, sayConnection] as const),
  ...['TCPListener', 'UnixListener'].map((name) => [`net.${name}`, sayListener] as const),
  ...CONTEXT_TYPES.map((type) => [type, sayContext] as const),
]);
const TYPES: ReadonlySet<string> = new Set([...SAY.keys(), 'time.Time', TLS]);
/** What the program does not change about a value: its name, its addresses. */
const LASTING = new Set(['time.Time']);

/** Most values have nothing of this. */
const MAY_SPEAK = /sync[./]|os\.File|\bnet\.|crypto\/tls|context\.|signal\.|time\.Time|\(\*interface |\(\*error\)/;

/** How many values are put into words at one stop, in one value, and in one another. */
const MAX_VALUES = 300;
const MAX_PARTS = 12;
const MAX_DEPTH = 2;

/** What is said of a value, or is being said. */
interface Said {
  isSaid: boolean;
  readonly words: Promise<string | undefined>;
}

/** Puts values into words whose fields say nothing to a person: a mutex, a file, a connection, a context. Remembers them for one stop. */
export class ValueWords {
  readonly #context: WordsContext;
  readonly #said: Map<string, Said>;

  constructor(context: WordsContext, said = new Map<string, Said>()) {
    this.#context = context;
    this.#said = said;
  }

  /** The same for what another reader notes as not read. */
  for(doubts: Doubts): ValueWords {
    return new ValueWords({ ...this.#context, doubts }, this.#said);
  }

  /** The variable with words in the place of what could be said. */
  async read(variable: CapturedVariable, depth = 0): Promise<CapturedVariable> {
    const { type, value: text } = variable;
    if (!MAY_SPEAK.test(text)) return variable;
    const words: string[] = [];
    const replaced: { readonly start: number; readonly end: number; readonly by: string }[] = [];
    const replace = ({ start, end }: { readonly start: number; readonly end: number }, said: string | undefined): void => {
      if (said === undefined) return;
      replaced.push({ start, end, by: `"${WORDS_MARK}${words.length}"` });
      words.push(said);
    };
    const typed = findTyped(text, TYPES);
    for (const part of typed.slice(0, MAX_PARTS)) replace(part, await this.#say(part, text, depth));
    const open = findUnloadedInterfaces(text, 2 * this.#context.memory.wordSize).filter(({ start }) =>
      typed.every((part) => start < part.start || start >= part.end),
    );
    for (const part of open.slice(0, MAX_PARTS)) replace(part, await this.#load(part, depth));
    if (words.length === 0) return variable;
    const whole = typed[0];
    const isLive =
      whole !== undefined && whole.end === text.length && replaced.some(({ start }) => start === whole.start) && !LASTING.has(whole.type);
    const isPointer = (interfaceParts(type)?.dynamic ?? type).startsWith('*');
    return { ...variable, value: replaceParts(text, replaced), words, ...(isLive && isPointer ? { isLive: true } : {}) };
  }

  async #say(part: TypedPart, text: string, depth: number): Promise<string | undefined> {
    if (part.type === 'time.Time') return part.body === undefined ? undefined : readTime(text.slice(part.start));
    const address =
      part.address ?? (part.body === undefined ? undefined : await this.#context.doubts.attempt(this.#findBase(part.type, part.body)));
    return this.#remember(`${part.type} ${address ?? part.body ?? ''}`, depth, () =>
      this.#sayNew({ type: part.type, address, body: part.body }, depth),
    );
  }

  /**
   * What was said before of the same value, or is said now. If that is refused the fields are shown as they are, and the stack says that a
   * part of it could not be read. Inside of another value nothing is waited for that is being said: it may wait for this one, if values
   * hold each other.
   */
  #remember(key: string, depth: number, say: () => Promise<string | undefined>): Promise<string | undefined> {
    const known = this.#said.get(key);
    if (known !== undefined && (depth === 0 || known.isSaid)) return known.words;
    if (known === undefined && this.#said.size >= MAX_VALUES) return Promise.resolve(undefined);
    const said: Said = {
      isSaid: false,
      words: this.#context.doubts.attempt(say()).finally(() => {
        said.isSaid = true;
      }),
    };
    if (known === undefined) this.#said.set(key, said);
    return said.words;
  }

  async #sayNew(value: SpeakingValue, depth: number): Promise<string | undefined> {
    if (value.type === TLS) return this.#sayEncrypted(value, depth);
    return SAY.get(value.type)?.(value, this.#context);
  }

  async #sayEncrypted({ address }: SpeakingValue, depth: number): Promise<string | undefined> {
    const { evaluator, t } = this.#context;
    const answer = address === undefined || depth >= MAX_DEPTH ? undefined : await evaluator.evaluate(`(*(*"${TLS}")(${address})).conn`);
    if (answer === undefined) return undefined;
    const inner = await this.read(toVariable(answer), depth + 1);
    return inner.words === undefined ? undefined : t('TLS, {0}', readValue(inner.type, inner.value, inner.words).value);
  }

  /** What an interface holds that Delve has not loaded. */
  async #load({ type, address }: { readonly type: string; readonly address: bigint }, depth: number): Promise<string | undefined> {
    return depth >= MAX_DEPTH ? undefined : this.#remember(`${type} ${address}`, depth, () => this.#loadNew(type, address, depth));
  }

  async #loadNew(type: string, address: bigint, depth: number): Promise<string | undefined> {
    const answer = await this.#context.evaluator.evaluate(`*(*${type})(${address})`);
    if (answer === undefined) return undefined;
    const inner = await this.read(await withSigns(toVariable(answer), address, this.#context.memory), depth + 1);
    const { value } = readValue(inner.type, inner.value, inner.words);
    // A value that was cut off in the middle cannot be part of another one.
    return value.endsWith('...') || value.endsWith('…') ? undefined : value;
  }

  /** Where a structure is, by a field of it that Delve has not loaded. */
  async #findBase(type: string, body: string): Promise<bigint | undefined> {
    for (const { name, text } of fieldsOf(body)) {
      const digits = /^(?:\(\*[^()]+\)|(?:interface \{\}|[\w./]+)\([^()]+\) \*\(\*[\w./{} ]+\))\(0x([0-9a-f]+)\)$/.exec(text)?.[1];
      if (digits === undefined || name === '_') continue;
      const offset = await this.#context.program.fieldOffset(type, name, this.#context.evaluator);
      if (offset !== undefined) return BigInt(`0x${digits}`) - BigInt(offset);
    }
    return undefined;
  }
}

function toVariable(answer: { readonly type?: string; readonly result: string }): CapturedVariable {
  return { name: undefined, type: answer.type ?? '', value: answer.result, variablesReference: 0 };
}
