import {
  describeAllPending,
  describeEnd,
  describeFailure,
  describeHiddenArguments,
  describeMarks,
  describeOutcome,
  describePending,
  describeStatus,
  orderMark,
} from './describe.ts';
import { describeEntryFacts, describeResourceFacts, titleOfResource } from './describeResources.ts';
import { listResources } from './resources.ts';
import { shortLocation } from './sourceName.ts';
import type { Cleanup, CleanupScope, Fact, Problem, Snapshot, SourceLocation, Stack } from './snapshot.ts';
import { inEnglish, type Translate } from './translate.ts';

/** A `file:line` in the text that a reader can follow. Line and start are 0-based. */
export interface TextLink {
  readonly line: number;
  readonly start: number;
  readonly length: number;
  readonly location: SourceLocation;
}

export interface SnapshotText {
  readonly text: string;
  readonly links: readonly TextLink[];
}

/** Collects lines and remembers where they contain a location. */
class Page {
  readonly lines: string[] = [];
  readonly links: TextLink[] = [];

  add(indent: number, parts: readonly (string | SourceLocation | undefined)[], separator = '  '): void {
    let line = ' '.repeat(indent);
    let first = true;
    for (const part of parts) {
      if (part === undefined || part === '') continue;
      if (!first) line += separator;
      first = false;
      if (typeof part === 'string') {
        line += part;
      } else {
        const text = shortLocation(part);
        this.links.push({ line: this.lines.length, start: line.length, length: text.length, location: part });
        line += text;
      }
    }
    this.lines.push(line);
  }
}

/**
 * The snapshot as text for a bug report: the same from run to run, without addresses or times, one fact a line, and indented so that
 * editors can fold it.
 */
export function formatSnapshot(snapshot: Snapshot, t: Translate = inEnglish): SnapshotText {
  const page = new Page();
  const stop =
    snapshot.stop.location === undefined ? [snapshot.stop.reason] : [`${snapshot.stop.reason} ${t('at')} `, snapshot.stop.location];
  // What could not be read must not look like "nothing pending".
  const known =
    snapshot.absent === undefined || snapshot.absent.reason === 'nothing-pending' ? ` · ${describeAllPending(snapshot, t)}` : '';
  page.add(0, [t('Deferscope snapshot') + ` · ${snapshot.session.type} · `, ...stop, known], '');
  if (snapshot.absent !== undefined) {
    page.add(0, []);
    page.add(0, [snapshot.absent.message]);
  }
  for (const stack of snapshot.stacks) addStack(page, stack, t);
  addResources(page, snapshot, t);
  if (snapshot.problems.length > 0) {
    page.add(0, []);
    page.add(0, [t('Problems')]);
    for (const problem of snapshot.problems) addProblem(page, problem);
  }
  if (snapshot.history !== undefined && snapshot.history.length > 0) {
    page.add(0, []);
    page.add(0, [t('Already ran, newest first')]);
    for (const entry of snapshot.history) page.add(2, [entry.label, describeOutcome(entry, t), entry.registeredAt]);
  }
  return { text: page.lines.join('\n') + '\n', links: page.links };
}

function addStack(page: Page, stack: Stack, t: Translate): void {
  page.add(0, []);
  page.add(0, [stack.name, describeStatus(stack.status, t), ...stack.failures.map((failure) => describeFailure(failure, t))], ' · ');
  if (stack.unread !== undefined)
    page.add(2, [stack.unread.pending === undefined ? t('not read') : t('{0}, not read', describePending(stack.unread.pending, t))]);
  for (const scope of stack.scopes) addScope(page, scope, t);
  if (stack.moreFrames === true && stack.unread === undefined) page.add(2, [t('… calls further out, not read')]);
}

function addScope(page: Page, scope: CleanupScope, t: Translate): void {
  page.add(2, [scope.name, scope.location, describeEnd(scope, t)]);
  // Pad numbers to the widest one, so that they line up and a diff shows only what moved.
  const width = Math.max(3, ...scope.cleanups.map((cleanup) => orderMark(cleanup, t).length));
  for (const cleanup of scope.cleanups) addCleanup(page, cleanup, width, t);
  const unlisted = scope.total - scope.cleanups.filter((cleanup) => cleanup.state === 'pending').length;
  if (unlisted > 0) page.add(4, [`${' '.repeat(width)}  ${t('… {0} more', unlisted)}`]);
  for (const { label, registeredAt } of scope.possible ?? [])
    page.add(4, ['?'.padStart(width), label, registeredAt, t('possibly pending')]);
  for (const note of scope.notes ?? []) page.add(4, [`${' '.repeat(width)}  ${note}`]);
}

function addCleanup(page: Page, cleanup: Cleanup, width: number, t: Translate): void {
  page.add(4, [
    orderMark(cleanup, t).padStart(width),
    cleanup.label,
    describeHiddenArguments(cleanup, t),
    cleanup.registeredAt,
    ...describeMarks(cleanup, t),
  ]);
}

/** Without what differs at every stop: the remaining times. */
function addResources(page: Page, snapshot: Snapshot, t: Translate): void {
  const all = listResources(snapshot.resources);
  if (all.length === 0) return;
  page.add(0, []);
  page.add(0, [t('Resources')]);
  for (const one of all) {
    const { resource } = one;
    page.add(2, [titleOfResource(one, t), describeResourceFacts(withoutTimes(resource)), resource.location]);
    for (const entry of resource.entries) page.add(4, [entry.name, describeEntryFacts(withoutTimes(entry)), entry.location]);
    if (resource.total > resource.entries.length) page.add(4, [t('… {0} more', resource.total - resource.entries.length)]);
  }
}

function withoutTimes<T extends { readonly facts: readonly Fact[] }>(one: T): T {
  return { ...one, facts: one.facts.filter((fact) => fact.milliseconds === undefined) };
}

/** If the message names its place, the link is there, and the place is not repeated. */
function addProblem(page: Page, { severity, message, location }: Problem): void {
  const place = location === undefined ? '' : shortLocation(location);
  const at = message.indexOf(place);
  if (location === undefined || at < 0) page.add(2, [severity, message, location]);
  else page.add(2, [`${severity}  ${message.slice(0, at)}`, location, message.slice(at + place.length)], '');
}

/** The same for a page that renders Markdown: a fenced block whose content cannot close the fence. */
export function formatSnapshotMarkdown(snapshot: Snapshot, t: Translate = inEnglish): string {
  const { text } = formatSnapshot(snapshot, t);
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}${fence}\n`;
}
