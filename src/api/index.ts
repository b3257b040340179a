export { createApi, type Api, type ApiOptions } from './create-api.ts';
export { serveApi, type ApiServer } from './runtime/serve-api.ts';
export { DatabaseError } from './db/database-error.ts';
export { ContentError } from './engine/search/index-folder.ts';
export type { RateLimits } from './accounts/rate-limit.ts';
export type { Engine, EngineEvent, EngineRequest } from './engine/engine.ts';
export { openApiAdmin, type ApiAdmin } from './open-api-admin.ts';
export { warmUp } from './conversations/count-tokens.ts';
