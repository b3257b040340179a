/** A database file that we cannot or must not use: the message names the file and what to do about it. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
}
