/** How large the picture of a recording is drawn, in pixels: the page of the timeline counts with it too. */

/** The height of a lane. */
export const LANE = 30;
/** The height of the times above the lanes. */
export const AXIS = 24;
