type Tokenizer = typeof import('gpt-tokenizer/encoding/o200k_base');

let tokenizer: Promise<Tokenizer> | undefined;

/** Loads what the first answer would have to wait for: the tokenizer's tables, some 200 ms. */
export async function warmUp(): Promise<void> {
  await loadTokenizer();
}

function loadTokenizer(): Promise<Tokenizer> {
  tokenizer ??= import('gpt-tokenizer/encoding/o200k_base');
  return tokenizer;
}

/** Counts tokens (o200k) for engines that do not count their own. What looks like a control token of a model is counted as plain text. */
export async function countTokens(text: string): Promise<number> {
  const { countTokens: count } = await loadTokenizer();
  return count(text, { disallowedSpecial: new Set<string>() });
}
