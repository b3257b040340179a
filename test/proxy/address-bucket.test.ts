import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addressBucket } from '../../src/proxy/address-bucket.ts';
import { clientBucket } from '../../src/proxy/steps/client-address.ts';

describe('addressBucket', () => {
  it('counts an IPv4 address as itself, however it is written', () => {
    for (const text of ['203.0.113.9', '::ffff:203.0.113.9', '::ffff:cb00:7109', '203.0.113.9:5123', '[::ffff:203.0.113.9]:80']) {
      assert.equal(addressBucket(text), '4:203.0.113.9', text);
    }
  });

  it('counts all of an IPv6 /64 as one', () => {
    const expected = '6:2001:db8:1:2';
    for (const text of ['2001:db8:1:2::1', '2001:0DB8:0001:0002:ffff:ffff:ffff:ffff', '[2001:db8:1:2::1]:443', '2001:db8:1:2::9%eth0']) {
      assert.equal(addressBucket(text), expected, text);
    }
    assert.notEqual(addressBucket('2001:db8:1:3::1'), expected);
    assert.equal(addressBucket('::1'), '6:0:0:0:0');
  });

  it('knows what is no address', () => {
    for (const text of ['', 'unknown', "'; DROP", '1.2.3', '256.1.1.1', '1:2:3', '::1::2', '1:2:3:4:5:6:7:8:9', 'g::1', '1.2.3.4:x']) {
      assert.equal(addressBucket(text), null, text);
    }
  });
});

describe('clientBucket', () => {
  const request = (forwarded: string) => new Request('http://proxy.example/', { headers: { 'x-forwarded-for': forwarded } });

  it('never believes X-Forwarded-For unless told how many proxies are ours', () => {
    assert.equal(clientBucket(request('1.1.1.1'), '9.9.9.9', 0), '4:9.9.9.9');
  });

  it('reads it from the right, as many entries as there are proxies', () => {
    const spoofed = request('6.6.6.6, 1.1.1.1, 10.0.0.1');
    assert.equal(clientBucket(spoofed, '10.0.0.2', 1), '4:10.0.0.1');
    assert.equal(clientBucket(spoofed, '10.0.0.2', 2), '4:1.1.1.1');
  });

  it('falls back to the connection when the header is short or nonsense', () => {
    assert.equal(clientBucket(request('1.1.1.1'), '10.0.0.2', 2), '4:10.0.0.2');
    assert.equal(clientBucket(request("'; DROP"), '10.0.0.2', 1), '4:10.0.0.2');
    assert.equal(clientBucket(request(''), undefined, 1), null);
  });
});
