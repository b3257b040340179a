/** What is measured: shows an answer in a container of its own. */
export interface Contender {
  /**
   * Shows the text so far.
   *
   * @param isWhole - No more will follow.
   * @returns `false` when there is more to show, and it is to be called again in the next frame.
   */
  show(text: string, isWhole: boolean): boolean | void;
}

/** Each file of a contender exports one of these by default. */
export interface CreateContender {
  (container: HTMLElement): Contender;
  /** Called before anything is measured. */
  prepare?: (text: string) => void;
  /** It renders some time after it was asked to. */
  isLate?: boolean;
}
