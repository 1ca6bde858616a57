/** What Deferscope and its own replay adapter exchange in addition to the debug adapter protocol, typed once for both sides. */

import type { Cleanup, ResourceEntry, Snapshot } from '../core/snapshot.ts';
import { asCount, asFields, asText } from './shape.ts';

/** The debug type of a replay. */
export const REPLAY_TYPE = 'deferscope-replay';

/** The requests, with their arguments and the adapter's answers. */
export interface ReplayRequests {
  /** What was pending at the moment that the replay is at. */
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
  /** Makes the replay go to a moment, written as a person would: `1.5 s`, `#1234`. */
  'deferscope/goto': { readonly arguments: { readonly moment: string }; readonly body: undefined };
}

/** The same from the asking side: what arrives is not decoded yet. */
export type UndecodedReplayRequests = {
  readonly [Command in keyof ReplayRequests]: {
    readonly arguments: ReplayRequests[Command]['arguments'];
    readonly body: { readonly [Key in keyof NonNullable<ReplayRequests[Command]['body']>]?: unknown };
  };
};

/** One request, as the adapter receives it. */
export type ReplayRequest = {
  readonly [Command in keyof ReplayRequests]: {
    readonly command: Command;
    readonly arguments: ReplayRequests[Command]['arguments'];
  };
}[keyof ReplayRequests];

/** How to read the arguments of each request. Never throws: a missing argument becomes the first page, or an empty name. */
const DECODERS: { readonly [Command in keyof ReplayRequests]: (args: unknown) => ReplayRequests[Command]['arguments'] } = {
  'deferscope/snapshot': () => undefined,
  'deferscope/cleanups': (args) => ({ scope: readText(args, 'scope'), skip: readSkip(args) }),
  'deferscope/entries': (args) => ({ resource: readText(args, 'resource'), skip: readSkip(args) }),
  'deferscope/goto': (args) => ({ moment: readText(args, 'moment') }),
};

export const REPLAY_REQUESTS = Object.keys(DECODERS) as readonly (keyof ReplayRequests)[];

/** One of our requests; undefined for any other. */
export function decodeReplayRequest(command: string, args: unknown): ReplayRequest | undefined {
  const known = REPLAY_REQUESTS.find((one) => one === command);
  return known === undefined ? undefined : ({ command: known, arguments: DECODERS[known](args) } as ReplayRequest);
}

/** The event: the replay has moved to another line of its recording. */
export const STOOD_EVENT = 'deferscope/stood';

export interface StoodBody {
  /** Counted from 0, without the header. */
  readonly index: number;
}

/** Undefined for anything that is not such an event. */
export function decodeStood(body: unknown): StoodBody | undefined {
  const index = asCount(asFields(body)?.['index']);
  return index === undefined ? undefined : { index };
}

/** The longest text in a request, in UTF-16 units. */
const MAX_TEXT_LENGTH = 100;

function readText(args: unknown, key: string): string {
  return asText(asFields(args)?.[key], MAX_TEXT_LENGTH) ?? '';
}

function readSkip(args: unknown): number {
  return asCount(asFields(args)?.['skip']) ?? 0;
}
