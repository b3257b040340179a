/** Public entry `assisters-chat/proxy`. */
export { createProxy } from './create-proxy.ts';
export type { Proxy, ProxyContext } from './create-proxy.ts';
export type { AlertCode, LimitOptions, ProxyOptions, SiteOptions, TimeOptions } from './options.ts';
export { ProxyOptionsError } from './proxy-options-error.ts';
export type { LogEntry, Outcome } from './log-entry.ts';
export type { Clock } from './clock.ts';
export { createMemoryStore } from './stores/memory-store.ts';
export type { Count, Store } from './stores/store.ts';
