const RING = 'M3.5 12a8.5 8.5 0 1 1 0 .01z';

/**
 * The icons as path data on a 24 grid, to be stroked with round caps at 1.75 px whatever the size. Plain strings without
 * Lit, so that the loader can paint the launcher with them too.
 */
export const ICON_PATHS = {
  chat: 'M8.95 17.75l-4.25 2 1.15-3.65a8.5 7 0 1 1 3.1 1.65zM8.5 9.75h7M8.5 12.85h4.25',
  chevronDown: 'M6 9.5l6 6 6-6',
  close: 'M6.5 6.5l11 11M17.5 6.5l-11 11',
  more: 'M5.5 12h.01M12 12h.01M18.5 12h.01',
  send: 'M12 19V5M6 11l6-6 6 6',
  stop: 'M8.5 8.5h7v7h-7z',
  copy: 'M9 9h11v11H9zM15 5V4H4v11h1',
  check: 'M5 12.75l4.5 4.5L19 7.5',
  retry: 'M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 8.9M19.5 4.25v4.65h-4.65',
  arrowDown: 'M12 5v14M6 13l6 6 6-6',
  alert: `${RING}M12 7.75v5M12 16.2v.01`,
  info: `${RING}M12 11.25v5M12 7.8v.01`,
  clock: `${RING}M12 7.25V12l3 1.9`,
  plus: 'M12 5v14M5 12h14',
  person: 'M8 8a4 4 0 1 1 0 .01zM4 20c2-8 14-8 16 0',
  next: 'M9.5 6l6 6-6 6',
} as const;

/** Names one of the icons. */
export type IconName = keyof typeof ICON_PATHS;
