/** Public entry `assisters-chat/client`. */
export { createClient } from './create-client.ts';
export type { AssistersClient, ChatOptions, ChatStreamRequestOptions, ClientOptions, RequestOptions } from './create-client.ts';
export type { ChatStream } from './chat-stream.ts';
export { AssistersError } from '../protocol/assisters-error.ts';
export type { AssistersErrorCode, ErrorEnvelope } from '../protocol/assisters-error.ts';
export type { ChatEvent, Source } from '../protocol/chat-event.ts';
export type { Assistant, ChatReply, ChatRequest, ChatSession, ChatUser, SessionMessage, TokenCount } from '../protocol/chat-request.ts';
