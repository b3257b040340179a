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
  copy: 'M9 11.5q0-2.5 2.5-2.5h6q2.5 0 2.5 2.5v6q0 2.5-2.5 2.5h-6q-2.5 0-2.5-2.5zM15 5.5q0-2-2-2H6q-2.5 0-2.5 2.5v7q0 2 2 2',
  check: 'M5 12.75l4.5 4.5L19 7.5',
  thumb: 'M8 11l3.5-6.5c2-2 3.3 0 2.9 2L14 9h4a2 2 0 0 1 2 2.5l-1 5.8A2 2 0 0 1 17 19H6a2 2 0 0 1-2-2v-4a2 2 0 0 1 2-2zv8',
  retry: 'M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 8.9M19.5 4.25v4.65h-4.65',
  arrowDown: 'M12 5v14M6 13l6 6 6-6',
  alert: `${RING}M12 7.75v5M12 16.2v.01`,
  info: `${RING}M12 11.25v5M12 7.8v.01`,
  offline: 'M4.5 4.5l15 15M3 10.5q2-2 4.5-3M12 6.75q5 0 9 3.75M7 14.5q2-2 4-2M12 18.75v.01',
  clock: `${RING}M12 7.25V12l3 1.9`,
  plus: 'M12 5v14M5 12h14',
  download: 'M12 4v11M7 11l5 5 5-5M5 20h14',
  print: 'M7 9V4h10v5M7 16H4V9h16v7h-3M7 13h10v7H7z',
  trash: 'M4 7h16M9 7V4h6v3M6.5 7l1 13h9l1-13',
  sound: 'M4 10v4h3l5 4V6l-5 4zM15.5 9a4 4 0 0 1 0 6M18 7a7 7 0 0 1 0 10',
  speech: 'M5 18.5V7.5q0-2 2-2h10q2 0 2 2v6q0 2-2 2H9zM9 9h6M9 12h4',
  person: 'M8 8a4 4 0 1 1 0 .01zM4 20c2-8 14-8 16 0',
  next: 'M9.5 6l6 6-6 6',
} as const;

/** Names one of the icons. */
export type IconName = keyof typeof ICON_PATHS;
