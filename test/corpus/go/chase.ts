import { writeFileSync } from 'node:fs';
import type { GoRun } from '../../adapters/delve.ts';
import type { DelveBreakpoint, DelveFrame, DelveRpc } from './delveRpc.ts';
import { listOf, placeOf, type Comparison, type Row } from './lists.ts';
import type { Outcome, Verdict } from './look.ts';
import { compareReceived, readVariables } from './received.ts';

/** How many calls of a stop are followed. */
const MAX_CALLS = 12;
/** How many frames are looked at. */
export const MAX_DEPTH = 500;

interface Target {
  readonly row: Row;
  /** The functions that the runtime calls for it; a row that Delve does not list may have one of several. */
  readonly isPlaced: boolean;
  /** Of the activation that has deferred it. */
  readonly offset: number | undefined;
  readonly owner: string;
  readonly pausedLine: number;
  isDone: boolean;
  verdicts: readonly Verdict[];
}

/** Follows the pending calls of a goroutine from a stop until they have run. */
export class Chase {
  readonly wrong: string[] = [];
  readonly #rpc: DelveRpc;
  readonly #run: GoRun;
  readonly #goroutine: number;
  readonly #listed: Comparison['listed'];
  readonly #targets: Target[] = [];
  readonly #breakpoints = new Map<
    number,
    { readonly breakpoint: DelveBreakpoint; readonly exitOf?: number; readonly calleeOf?: Target; readonly isInside?: boolean }
  >();
  readonly #byName = new Map<string, DelveBreakpoint>();
  readonly #lines = new Map<string, number>();
  readonly #closed = new Set<number>();

  private constructor(run: GoRun, rpc: DelveRpc, goroutine: number, listed: Comparison['listed']) {
    this.#run = run;
    this.#rpc = rpc;
    this.#goroutine = goroutine;
    this.#listed = listed;
  }

  static async begin(
    { run, rpc, goroutine }: { readonly run: GoRun; readonly rpc: DelveRpc; readonly goroutine: number },
    { rows, listed }: Comparison,
    frames: readonly DelveFrame[],
  ): Promise<Chase> {
    const chase = new Chase(run, rpc, goroutine, listed);
    const bounds = new Set<number>();
    for (const row of rows.slice(0, MAX_CALLS)) {
      const one = row.listed === undefined ? undefined : listed[row.listed];
      const at = one?.frame ?? frames.findIndex((frame) => isFrameOf(frame, row));
      const frame = frames[at];
      const owner = frame === undefined ? '' : (physical(frames, at).function?.name ?? '');
      let isPlaced = false;
      if (one !== undefined) isPlaced = await chase.#place(one.defer.DeferredLoc.function?.name ?? '');
      else if (owner !== '')
        for (const name of await rpc.functions(madeIn(owner))) {
          const placed = await chase.#place(name);
          isPlaced ||= placed && chase.#lines.get(name) === row.cleanup.registeredAt?.line;
        }
      chase.#targets.push({
        row,
        isPlaced,
        offset: frame?.FrameOffset,
        owner,
        pausedLine: frame === undefined ? 0 : physical(frames, at).line,
        isDone: false,
        verdicts: [],
      });
      if (one === undefined && frame !== undefined && !bounds.has(frame.FrameOffset)) {
        bounds.add(frame.FrameOffset);
        const outer = frames.find((each, index) => index > at && each.FrameOffset !== frame.FrameOffset);
        if (outer !== undefined) await chase.#placeExit(frame.FrameOffset, outer);
      }
    }
    return chase;
  }

  get isOver(): boolean {
    return (
      this.#targets.every(({ isDone, isPlaced }) => isDone || !isPlaced) &&
      [...this.#breakpoints.values()].every(({ calleeOf }) => calleeOf === undefined)
    );
  }

  get outcomes(): readonly Outcome[] {
    return this.#targets.map(({ row: { cleanup }, isDone, verdicts }) => ({
      label: cleanup.label,
      place: placeOf(cleanup),
      ran: isDone,
      verdicts,
    }));
  }

  /** Whether the stop is one of this chase; compares what it shows. */
  async take(id: number): Promise<boolean> {
    const known = this.#breakpoints.get(id);
    if (known === undefined) return false;
    const frames = await this.#rpc.stack(this.#goroutine, MAX_DEPTH);
    const name = frames[0]?.function?.name ?? '';
    if (known.exitOf !== undefined) {
      this.#close(known.exitOf);
      return true;
    }
    if (known.calleeOf !== undefined) {
      const target = known.calleeOf;
      if (target.verdicts.length === 0 && (known.isInside === true || /\.deferwrap\d+$/.test(frames[1]?.function?.name ?? '')))
        await this.#compare(target);
      await this.#clear(id);
      return true;
    }
    const target = this.#find(frames, name);
    if (target === undefined) return true;
    const skipped = this.#targets.filter((one) => one.isPlaced && !one.isDone).indexOf(target);
    if (skipped > 0)
      for (const one of this.#targets.filter((each) => each.isPlaced && !each.isDone).slice(0, skipped)) {
        this.wrong.push(`${one.row.cleanup.label} (${placeOf(one.row.cleanup)}) was to run before ${target.row.cleanup.label}`);
        one.isDone = true;
      }
    target.isDone = true;
    const entry = frames[0]?.function?.value ?? 0;
    const code = await this.#rpc.code(entry);
    if (/\.(?:func)?\d+$/.test(name)) {
      // A literal's variables are in their places when its first statement begins.
      const first = code.find(({ Loc }) => Loc.line !== code[0]?.Loc.line);
      const inside = first === undefined ? undefined : await this.#create({ addr: first.Loc.pc });
      if (inside !== undefined) this.#breakpoints.set(inside.id, { breakpoint: inside, calleeOf: target, isInside: true });
      return true;
    }
    if (!name.includes('.deferwrap')) {
      await this.#compare(target);
      return true;
    }
    const callee = code
      .flatMap(({ DestLoc }) => DestLoc?.function?.name ?? [])
      .findLast((one) => one !== name && !one.startsWith('runtime.'));
    if (callee === undefined) return true;
    const breakpoint = await this.#create({ functionName: callee });
    if (breakpoint !== undefined) this.#breakpoints.set(breakpoint.id, { breakpoint, calleeOf: target });
    return true;
  }

  async end(): Promise<void> {
    for (const id of [...this.#breakpoints.keys()]) await this.#clear(id);
  }

  /** The row whose call has just begun. */
  #find(frames: readonly DelveFrame[], name: string): Target | undefined {
    const left = listOf(frames).length;
    const number = this.#listed.length - 1 - left;
    const listed = this.#targets.find(({ row }) => row.listed === number);
    if (listed !== undefined && !listed.isDone && this.#listed[number]?.defer.DeferredLoc.function?.name === name) return listed;
    const owner = name.replace(/\.(?:deferwrap|func)?\d+$/, '');
    const line = this.#lines.get(name);
    const activation = frames.find(
      (frame) => frame.function?.name === owner && this.#targets.some(({ offset }) => offset === frame.FrameOffset),
    );
    if (activation === undefined || this.#closed.has(activation.FrameOffset)) return undefined;
    const mine = this.#targets.filter((target) => target.row.listed === undefined && target.offset === activation.FrameOffset);
    const found = mine.find(({ isDone, row }) => !isDone && row.cleanup.registeredAt?.line === line);
    const [first] = mine;
    // It is deferred once in each activation: this is another one.
    if (found === undefined && mine.some(({ row }) => row.cleanup.registeredAt?.line === line)) this.#close(activation.FrameOffset);
    // A literal may also be called by the function itself.
    else if (found === undefined && first !== undefined && name.includes('.deferwrap') && line !== undefined && line < first.pausedLine)
      this.wrong.push(`${name} (line ${line}) runs, and was not listed at line ${first.pausedLine}`);
    return found;
  }

  /** An activation has ended: what was pending in it has run, or never will. */
  #close(offset: number): void {
    if (this.#closed.has(offset)) return;
    this.#closed.add(offset);
    for (const target of this.#targets.filter(
      (one) => one.offset === offset && one.row.listed === undefined && one.isPlaced && !one.isDone,
    )) {
      target.isDone = true;
      this.wrong.push(`${target.row.cleanup.label} (${placeOf(target.row.cleanup)}) has not run when ${target.owner} ended`);
    }
  }

  async #compare(target: Target): Promise<void> {
    const { cleanup } = target.row;
    const parameters = (await this.#rpc.parameters(this.#goroutine)).map(({ name }) => name);
    const shown = await readVariables(this.#run.run.client, this.#goroutine);
    target.verdicts = compareReceived(cleanup.arguments, { parameters, shown, isLiteral: /\.(?:func)?\d+$/.test(cleanup.callee.name) });
    for (const { kind, why } of target.verdicts)
      if (kind === 'wrong') this.wrong.push(`${cleanup.label} (${placeOf(cleanup)}, calls ${cleanup.callee.name}): ${why}`);
  }

  async #place(name: string): Promise<boolean> {
    if (name === '') return false;
    if (this.#byName.has(name)) return true;
    const breakpoint = await this.#create({ functionName: name });
    if (breakpoint === undefined) return false;
    this.#byName.set(name, breakpoint);
    // Code that was put into other functions has other addresses.
    for (const address of breakpoint.addrs ?? []) {
      const [first] = await this.#rpc.code(address);
      if (first?.Loc.function?.name === name) this.#lines.set(name, first.Loc.line);
    }
    this.#breakpoints.set(breakpoint.id, { breakpoint });
    return true;
  }

  async #placeExit(offset: number, outer: DelveFrame): Promise<void> {
    const breakpoint = await this.#create({ addr: outer.pc }, ` && runtime.frameoff == ${outer.FrameOffset}`);
    if (breakpoint !== undefined) this.#breakpoints.set(breakpoint.id, { breakpoint, exitOf: offset });
  }

  async #create(place: object, more = ''): Promise<DelveBreakpoint | undefined> {
    return this.#rpc.breakAt({ ...place, Cond: `runtime.curg.goid == ${this.#goroutine}${more}` }).catch((error: unknown) => {
      // Another breakpoint is there: what happens there is not seen.
      if (process.env['CORPUS_DEBUG'] !== undefined) writeFileSync(2, `${JSON.stringify(place)} ${String(error)}\n`);
      return undefined;
    });
  }

  async #clear(id: number): Promise<void> {
    this.#breakpoints.delete(id);
    await this.#rpc.clear(id);
  }
}

/** The function that really is on the stack: the outermost of those that share a frame. */
function physical(frames: readonly DelveFrame[], at: number): DelveFrame {
  const frame = frames[at];
  return frames.findLast((each) => each.FrameOffset === frame?.FrameOffset) ?? (frame as DelveFrame);
}

/** The wrappers and literals of a function: a filter of names. */
function madeIn(owner: string): string {
  return `^${escapeRegExp(owner)}\\.(deferwrap\\d+|func\\d+${/\.(?:func)?\d+$/.test(owner) ? '|\\d+' : ''})$`;
}

function isFrameOf(frame: DelveFrame, { scope }: Row): boolean {
  return frame.line === scope.location?.line && (frame.function?.name.endsWith(scope.name) ?? false);
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
