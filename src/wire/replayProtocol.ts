/** What Deferscope and its own replay adapter say to each other beside the debug adapter protocol, typed once for both. */

import type { Cleanup, ResourceEntry, Snapshot } from '../core/snapshot.ts';
import { asCount, asFields, asText } from './shape.ts';

/** The debug type of a replay. */
export const REPLAY_TYPE = 'deferscope-replay';

/** The requests, with their arguments and what the adapter answers. */
export interface ReplayRequests {
  /** What was pending at the moment at which the replay stands. */
  'deferscope/snapshot': { readonly arguments: undefined; readonly body: { readonly snapshot: Snapshot } };
  /** The next page of a scope's cleanups. */
  'deferscope/cleanups': {
    readonly arguments: { readonly scope: string; readonly skip: number };
    readonly body: { readonly cleanups: readonly Omit<Cleanup, 'order'>[] };
  };
  /** The next page of a resource's entries. */
  'deferscope/entries': {
    readonly arguments: { readonly resource: string; readonly skip: number };
    readonly body: { readonly entries: readonly ResourceEntry[] };
  };
  /** Has the replay go to a moment, written as a person would: `1.5 s`, `#1234`. */
  'deferscope/goto': { readonly arguments: { readonly moment: string }; readonly body: undefined };
}

/** The same as who asks sees it: what arrived is not decoded yet. */
export type UndecodedReplayRequests = {
  readonly [Command in keyof ReplayRequests]: {
    readonly arguments: ReplayRequests[Command]['arguments'];
    readonly body: { readonly [Key in keyof NonNullable<ReplayRequests[Command]['body']>]?: unknown };
  };
};

/** One request, as the adapter gets it. */
export type ReplayRequest = {
  readonly [Command in keyof ReplayRequests]: {
    readonly command: Command;
    readonly arguments: ReplayRequests[Command]['arguments'];
  };
}[keyof ReplayRequests];

/** How the arguments of each request are read. Never throws: what is missing becomes the first page, or the name of nothing. */
const DECODERS: { readonly [Command in keyof ReplayRequests]: (args: unknown) => ReplayRequests[Command]['arguments'] } = {
  'deferscope/snapshot': () => undefined,
  'deferscope/cleanups': (args) => ({ scope: readText(args, 'scope'), skip: readSkip(args) }),
  'deferscope/entries': (args) => ({ resource: readText(args, 'resource'), skip: readSkip(args) }),
  'deferscope/goto': (args) => ({ moment: readText(args, 'moment') }),
};

export const REPLAY_REQUESTS = Object.keys(DECODERS) as readonly (keyof ReplayRequests)[];

/** A request of ours; undefined for another one. */
export function decodeReplayRequest(command: string, args: unknown): ReplayRequest | undefined {
  const known = REPLAY_REQUESTS.find((one) => one === command);
  return known === undefined ? undefined : ({ command: known, arguments: DECODERS[known](args) } as ReplayRequest);
}

/** The event: the replay stands after another line of its recording. */
export const STOOD_EVENT = 'deferscope/stood';

export interface StoodBody {
  /** Counted from 0, without the header. */
  readonly index: number;
}

/** Undefined for what is no such event. */
export function decodeStood(body: unknown): StoodBody | undefined {
  const index = asCount(asFields(body)?.['index']);
  return index === undefined ? undefined : { index };
}

/** The longest text in a request, in UTF-16 units. */
const TEXT_LENGTH = 100;

function readText(args: unknown, key: string): string {
  return asText(asFields(args)?.[key], TEXT_LENGTH) ?? '';
}

function readSkip(args: unknown): number {
  return asCount(asFields(args)?.['skip']) ?? 0;
}
