import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AssistersError } from '../../src/protocol/assisters-error.ts';
import { parseChatEvent } from '../../src/protocol/chat-event.ts';

describe('parseChatEvent', () => {
  it('copies known fields only, whatever else is there', () => {
    const event = parseChatEvent('{"type":"chunk","content":"a","__proto__":{"polluted":1},"cost":1}');
    assert.deepEqual(event, { type: 'chunk', content: 'a' });
    assert.equal(({} as { polluted?: number }).polluted, undefined);
  });

  it('reads done, with what it may carry', () => {
    assert.deepEqual(parseChatEvent('{"type":"done","id":"m","tokens":{"total":5,"input":-1,"output":"x"},"session_id":"s"}'), {
      type: 'done',
      id: 'm',
      tokens: { total: 5 },
      session_id: 's',
    });
    assert.deepEqual(parseChatEvent('{"type":"done"}'), { type: 'done', id: '', tokens: { total: 0 } });
  });

  it('leaves out of the sources what is none', () => {
    assert.deepEqual(parseChatEvent('{"type":"sources","sources":[{"title":"A","url":"/a"},null,{"title":1,"url":"/b"},"x"]}'), {
      type: 'sources',
      sources: [{ title: 'A', url: '/a' }],
    });
  });

  it('ignores types that it does not know', () => assert.equal(parseChatEvent('{"type":"execute","code":"alert(1)"}'), null));

  it('ignores a chunk without content, which says nothing and leaves no hole', () =>
    assert.equal(parseChatEvent('{"type":"chunk"}'), null));

  for (const data of ['', 'null', '[1', '7', '"x"', '{"type":"chunk","content":42}', '{"type":"chunk","content":{}}']) {
    it(`throws rather than leave a hole in an answer: ${data || 'nothing'}`, () =>
      assert.throws(
        () => parseChatEvent(data),
        (error) => error instanceof AssistersError && error.code === 'bad_response',
      ));
  }
});
