import { randomBytes } from 'node:crypto';

/** Random bytes behind an id; 128 bits never collide in practice. */
const ID_BYTES = 16;

/** Makes an id of the reference's shape: `msg_…`, `asst_…`, `sess_…`. */
export function createId(prefix: 'acct' | 'asst' | 'key' | 'msg' | 'req' | 'sess'): string {
  return `${prefix}_${randomBytes(ID_BYTES).toString('base64url')}`;
}
