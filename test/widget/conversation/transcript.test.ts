import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EMPTY_CONVERSATION, type ConversationState } from '../../../src/widget/conversation/state.ts';
import { createTranscript } from '../../../src/widget/conversation/transcript.ts';

const CONVERSATION: ConversationState = {
  sessionId: 'sess_secret',
  discarded: [],
  changedAtMs: 2_000,
  turns: [
    {
      id: 'a',
      key: 'turn_secret',
      question: 'How long do I have?',
      answer: '**30 days**, see below.\n',
      state: 'done',
      place: 1,
      askedAtMs: Date.UTC(2026, 0, 10),
      endedAtMs: Date.UTC(2026, 0, 10, 0, 0, 3),
      answerId: 'msg_1',
      tokens: 3,
      sources: [{ title: 'Returns [new]', url: '/returns.html#a b>' }],
      failure: null,
      sends: 1,
      waits: 0,
    },
  ],
};

describe('createTranscript', () => {
  it('writes markdown with who said what, and the sources as links', () => {
    assert.equal(
      createTranscript(CONVERSATION, 'markdown', { user: 'Sie', assistant: 'Nordhang' }),
      '**Sie:**\n\nHow long do I have?\n\n**Nordhang:**\n\n**30 days**, see below.\n\n- [Returns \\[new\\]](</returns.html#a%20b%3E>)\n',
    );
  });

  it("writes JSON in the API's own shape, with how each answer ended", () => {
    assert.deepEqual(JSON.parse(createTranscript(CONVERSATION, 'json')), {
      messages: [
        { role: 'user', content: 'How long do I have?', created_at: '2026-01-10T00:00:00.000Z' },
        {
          role: 'assistant',
          content: '**30 days**, see below.\n',
          created_at: '2026-01-10T00:00:03.000Z',
          state: 'done',
          sources: [{ title: 'Returns [new]', url: '/returns.html#a b>' }],
        },
      ],
    });
  });

  it('gives away neither the session nor a key', () => {
    for (const format of ['markdown', 'json'] as const) assert.ok(!createTranscript(CONVERSATION, format).includes('secret'));
  });

  it('is empty where nothing was said', () => {
    assert.equal(createTranscript(EMPTY_CONVERSATION, 'markdown'), '');
    assert.deepEqual(JSON.parse(createTranscript(EMPTY_CONVERSATION, 'json')), { messages: [] });
  });
});
