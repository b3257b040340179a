/** What screen readers hear of answers: each piece as it is finished · all of it at its end · only that it is there · nothing. */
export const ANNOUNCE_MODES = ['blocks', 'complete', 'status', 'off'] as const;

export type AnnounceMode = (typeof ANNOUNCE_MODES)[number];
