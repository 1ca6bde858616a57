/**
 * What the page of the timeline and the extension exchange, typed once for both sides. The page runs in a browser, so it imports only types
 * from here.
 */

import { asCount, asFields, asNumber } from './shape.ts';

/** One visible kind of bar or mark. */
export interface TimelineLegendEntry {
  /** The class by which the page colours it. */
  readonly kind: string;
  readonly name: string;
  /** The data of an SVG path around 0, 0. */
  readonly shape: string;
}

/** The picture, and which part of the recording it shows. Times are milliseconds since the recording started. */
export interface TimelineShown {
  readonly kind: 'shown';
  readonly svg: string;
  readonly status: string;
  readonly legend: readonly TimelineLegendEntry[];
  readonly from: number;
  readonly to: number;
  readonly end: number;
  readonly lane: number;
  readonly lanes: number;
}

/** The line of text above the picture, while there is no picture. */
export interface TimelineStatus {
  readonly kind: 'status';
  readonly status: string;
}

/** What the extension tells the page. */
export type TimelineAnswer = TimelineShown | TimelineStatus;

/** Asks for the part that fits into the page, with its size in pixels. */
export interface TimelineShow {
  readonly kind: 'show';
  readonly from: number;
  readonly to: number;
  readonly lane: number;
  readonly width: number;
  readonly height: number;
}

/** What the page asks of the extension. */
export type TimelineRequest =
  | TimelineShow
  /** Makes the replay go to a line of the recording. */
  | { readonly kind: 'go'; readonly index: number }
  /** Asks for the part around the replay's position. */
  | { readonly kind: 'current' }
  | { readonly kind: 'export' };

/** The request in a message of the page; undefined for anything else. Never throws. */
export function decodeTimelineRequest(message: unknown): TimelineRequest | undefined {
  const fields = asFields(message);
  const kind = fields?.['kind'];
  switch (kind) {
    case 'show': {
      const [from, to, lane] = [asNumber(fields?.['from']), asNumber(fields?.['to']), asCount(fields?.['lane'])];
      const [width, height] = [asNumber(fields?.['width']), asNumber(fields?.['height'])];
      if (from === undefined || to === undefined || lane === undefined || width === undefined || height === undefined) return undefined;
      return { kind, from, to, lane, width, height };
    }
    case 'go': {
      const index = asCount(fields?.['index']);
      return index === undefined ? undefined : { kind, index };
    }
    case 'current':
    case 'export':
      return { kind };
    default:
      return undefined;
  }
}
