/** Who asks, as the page says it: a claim, until a proxy has checked it. */
export interface ChatUser {
  id?: string;
  name?: string;
  email?: string;
}

/** Body of `POST /chat` and `POST /chat/stream`. */
export interface ChatRequest {
  /** Slug or id; may be left out only towards a proxy that pins one. */
  assistant?: string;
  message: string;
  /** Continues a conversation; `null` is the same as absent. */
  session_id?: string | null;
  user?: ChatUser;
}

/** Token counts of one exchange. */
export interface TokenCount {
  input?: number;
  output?: number;
  total: number;
}

/** Answer of `POST /chat`. A proxy leaves out `cost`. */
export interface ChatReply {
  id: string;
  /** Markdown. */
  response: string;
  session_id: string;
  tokens: TokenCount;
  /** USD, rounded to four places. */
  cost?: number;
  /** ISO 8601, UTC. */
  created_at: string;
}

/** One message of a stored conversation. */
export interface SessionMessage {
  role: 'user' | 'assistant';
  content: string;
  /** ISO 8601, UTC. */
  created_at: string;
  /** Of our API: this answer was stopped or cut before its end. Absent where it is whole, or where the server does not say. */
  partial?: boolean;
}

/** Answer of `GET /sessions/{id}`. */
export interface ChatSession {
  id: string;
  assistant: string;
  messages: SessionMessage[];
  /** ISO 8601, UTC. */
  created_at: string;
  /** ISO 8601, UTC. */
  updated_at: string;
}

/** Answer of `GET /assistants/{slug}`. A proxy passes on the first five fields only. */
export interface Assistant {
  slug: string;
  name: string;
  description: string;
  category?: string;
  /** 0 to 5. */
  rating?: number;
  /** USD per million tokens. */
  price_per_million_tokens?: number;
  total_conversations?: number;
}
