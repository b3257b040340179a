/** Something in the tag that its owner should mend, in words for an owner: what is wrong, where, what to do. */
export interface Problem {
  /** Name of the attribute. */
  readonly attribute: string;
  /** `error`: the chat does not start. `warning`: the attribute counts as absent, or was corrected as the message says. */
  readonly severity: 'error' | 'warning';
  /** Never contains a key, a token or a password. */
  readonly message: string;
}
