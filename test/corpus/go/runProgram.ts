// Debugs one program, stops at random places, and compares what our snapshot says with Delve's own list and with what then happens:
//   node runProgram.js PLAN OUTPUT      PLAN: JSON; OUTPUT: a line of JSON for each stop
import { appendFileSync, readFileSync } from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import type { Snapshot } from '../../../src/core/snapshot.ts';
import type { Stop } from '../../../src/dap/stopTracker.ts';
import { GoRun } from '../../adapters/delve.ts';
import { makeChoices, type RandomChoices } from '../../adapters/randomNumbers.ts';
import { Chase, MAX_DEPTH } from './chase.ts';
import { DelveRpc } from './delveRpc.ts';
import { compareLists, stackOf, tell } from './lists.ts';
import type { Look, Plan, Verdict } from './look.ts';
import { drawPlaces, type Place } from './places.ts';
import { compareShared } from './received.ts';

/** How many places are tried for each stop that is wanted: many are never reached. */
const PLACES_PER_LOOK = 8;
/** How many other goroutines are compared, and at which stops. */
const OTHERS = { most: 3, every: 3 } as const;
/** How long one goroutine may take to be read. */
const READ_MS = 20_000;
/** How long the calls of one stop are followed. */
const CHASE = { stops: 60, milliseconds: 5_000 } as const;

async function main([planFile = '', output = '']: readonly string[]): Promise<void> {
  const plan = JSON.parse(readFileSync(planFile, 'utf8')) as Plan;
  const corpus = await Corpus.start(plan, (look) => {
    appendFileSync(output, `${JSON.stringify(look)}\n`);
  });
  const timer = setTimeout(() => {
    corpus.isOver = true;
    void corpus.end().then(() => process.exit(0));
  }, plan.seconds * 1000);
  try {
    await corpus.work();
  } catch (error) {
    if (!corpus.isOver) throw error;
  } finally {
    clearTimeout(timer);
    await corpus.end();
  }
}

class Corpus {
  isOver = false;
  readonly #plan: Plan;
  readonly #run: GoRun;
  readonly #rpc: DelveRpc;
  readonly #note: (look: Look) => void;
  readonly #choices: RandomChoices;
  readonly #places = new Map<number, Place>();
  #looks = 0;

  private constructor(plan: Plan, run: GoRun, rpc: DelveRpc, note: (look: Look) => void) {
    this.#plan = plan;
    this.#run = run;
    this.#rpc = rpc;
    this.#note = note;
    this.#choices = makeChoices(plan.seed);
  }

  static async start(plan: Plan, note: (look: Look) => void): Promise<Corpus> {
    const port = await freePort();
    const server = ['exec', plan.binary, '--headless', '--accept-multiclient', `--listen=127.0.0.1:${port}`, `--wd=${plan.folder}`];
    const run = await GoRun.start({
      program: plan.binary,
      server: [...server, '--', ...plan.args, `-test.shuffle=${plan.seed}`],
      configuration: { request: 'attach', mode: 'remote', stopOnEntry: true },
      breakpoints: new Map(),
      dlv: plan.dlv,
    });
    return new Corpus(plan, run, await DelveRpc.connect(port), note);
  }

  async end(): Promise<void> {
    this.#rpc.end();
    await this.#run.end();
  }

  async work(): Promise<void> {
    let stop = await this.#run.run.nextStop(0);
    if (stop === undefined) throw new Error('The program did not start.');
    await this.#placeAll();
    for (stop = await this.#run.next(stop); stop !== undefined && this.#looks < this.#plan.looks; stop = await this.#run.next(stop)) {
      if (stop.reason !== 'breakpoint') continue;
      const after = await this.#look(stop, true);
      if (after === undefined) return;
      stop = after;
    }
  }

  async #placeAll(): Promise<void> {
    const { at, sources, looks } = this.#plan;
    const files = (await this.#rpc.sources('\\.go$')).filter((file) => file.startsWith(`${sources}/`) && this.#isChosen(file));
    const drawn = at === undefined ? drawPlaces([...files].sort(), looks * PLACES_PER_LOOK, this.#choices) : [readPlace(at, files)];
    for (const place of drawn) {
      // A line that was left out of the program has no code to stop at.
      const made = await this.#rpc
        .breakAt({ file: place.file, line: place.line, ...(place.hit === 1 ? {} : { HitCond: `== ${place.hit}` }) })
        .catch(() => undefined);
      if (made !== undefined) this.#places.set(made.id, place);
    }
  }

  /** Of Go's own library only the package itself is chosen. */
  #isChosen(file: string): boolean {
    return path.basename(this.#plan.sources) !== 'src' || path.dirname(file) === this.#plan.folder;
  }

  /** Looks at a stop, then follows what is pending there; returns the last stop, undefined at the program's end. */
  async #look(stop: Stop, mayChase: boolean): Promise<Stop | undefined> {
    const began = performance.now();
    const place = await this.#whereNow();
    if (place === undefined || stop.threadId === undefined) return stop;
    this.#looks += 1;
    const isOptimized = this.#plan.build === 'optimized';
    const at = `${path.relative(this.#plan.sources, place.file)}:${place.line}@${place.hit}`;
    const snapshot = await this.#run.look(stop);
    const look = { at, goroutines: 0, calls: 0, unlisted: 0, wrong: [] as string[], unknown: [] as string[], told: [] as string[] };
    const ids = await this.#chooseGoroutines(snapshot, stop.threadId);
    let chase: Chase | undefined;
    let shared: readonly Verdict[] = [];
    for (const id of ids) {
      const frames = await this.#rpc.stack(id, MAX_DEPTH);
      if (frames.length > MAX_DEPTH) continue;
      const first = stackOf(snapshot, id);
      const stack =
        first?.unread === undefined ? first : ((await this.#run.source.readStack(first.id, AbortSignal.timeout(READ_MS)))?.stack ?? first);
      const compared = compareLists(stack, frames, isOptimized);
      const isAbsent = stack === undefined && compared.listed.length > 0 && snapshot.moreStacks !== undefined;
      look.goroutines += 1;
      look.calls += compared.rows.length;
      look.unlisted += compared.rows.filter(({ listed }) => listed === undefined).length;
      for (const { label } of stack?.scopes.flatMap(({ possible }) => possible ?? []) ?? []) look.unknown.push(`possibly ${label}`);
      if (compared.isCut || isAbsent) look.unknown.push(`goroutine ${id} was not read whole`);
      if (!isAbsent && compared.wrong.length > 0) look.told.push(...tell(id, stack, frames));
      if (!isAbsent) look.wrong.push(...compared.wrong.map((wrong) => `goroutine ${id}: ${wrong}`));
      if (id === stop.threadId) shared = await compareShared(this.#run.run.client, compared.rows);
      if (id === stop.threadId && compared.wrong.length === 0 && mayChase)
        chase = await Chase.begin({ run: this.#run, rpc: this.#rpc, goroutine: id }, compared, frames);
    }
    look.unknown.push(...snapshot.problems.filter(({ code }) => code === 'incomplete').map(({ message }) => message));
    look.wrong.push(...shared.flatMap(({ kind, why }) => (kind === 'wrong' ? [why] : [])));
    const milliseconds = Math.round(performance.now() - began);
    const last = chase === undefined ? stop : await this.#follow(chase, stop);
    this.#note({ ...look, shared, outcomes: chase?.outcomes ?? [], wrong: [...look.wrong, ...(chase?.wrong ?? [])], milliseconds });
    return last;
  }

  async #follow(chase: Chase, from: Stop): Promise<Stop | undefined> {
    const end = performance.now() + CHASE.milliseconds;
    let stop: Stop | undefined = from;
    for (let n = 0; n < CHASE.stops && !chase.isOver && performance.now() < end; n += 1) {
      stop = await this.#nextWithin(stop, end);
      if (stop === undefined) return undefined;
      let isKnown = false;
      for (const thread of (await this.#rpc.state()).Threads ?? [])
        if (thread.breakPoint) isKnown = (await chase.take(thread.breakPoint.id)) || isKnown;
      if (!isKnown && stop.reason === 'breakpoint') stop = await this.#look(stop, false);
      if (stop === undefined) return undefined;
    }
    await chase.end();
    return stop;
  }

  /** The next stop; if the program takes too long to come to one, it is paused. */
  async #nextWithin(stop: Stop, end: number): Promise<Stop | undefined> {
    const timer = setTimeout(
      () => {
        // Refused if the program has just stopped or ended by itself, which is what is waited for.
        void this.#run.run.client.request('pause', { threadId: 1 }).catch(() => undefined);
      },
      Math.max(0, end - performance.now()),
    );
    try {
      return await this.#run.next(stop);
    } finally {
      clearTimeout(timer);
    }
  }

  /** The place of the stop, which is not used again. */
  async #whereNow(): Promise<Place | undefined> {
    let found: Place | undefined;
    for (const { breakPoint } of (await this.#rpc.state()).Threads ?? []) {
      const place = breakPoint ? this.#places.get(breakPoint.id) : undefined;
      if (!place || !breakPoint) continue;
      found ??= place;
      this.#places.delete(breakPoint.id);
      await this.#rpc.clear(breakPoint.id);
    }
    return found;
  }

  /** The paused one, those that we list, and some of the others. */
  async #chooseGoroutines(snapshot: Snapshot, current: number): Promise<readonly number[]> {
    const ours = snapshot.stacks.map(({ id }) => Number(id.replace('goroutine:', '')));
    const all = (await this.#rpc.goroutines()).map(({ id }) => id);
    const others = [...new Set([...ours, ...all])].filter((id) => id !== current && id > 0);
    return [current, ...others.slice(0, this.#looks % OTHERS.every === 0 ? OTHERS.most : 0)];
  }
}

function readPlace(at: string, files: readonly string[]): Place {
  const [, name = '', line = '', hit = '1'] = /^(.*):(\d+)(?:@(\d+))?$/.exec(at) ?? [];
  const file = files.find((each) => each.endsWith(`/${name}`));
  if (file === undefined) throw new Error(`There is no ${name}.`);
  return { file, line: Number(line), hit: Number(hit) };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
  });
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
