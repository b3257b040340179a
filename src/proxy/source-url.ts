/** Stands for the page's own address; nothing resolves it. */
const ANY_PAGE = 'https://page.invalid/';

/**
 * Whether a source's address may reach a page as a link: http(s), or relative to the page; with a user name or password in it, it
 * shows one host and opens another.
 */
export function isSourceUrl(text: string): boolean {
  if (!URL.canParse(text, ANY_PAGE)) return false;
  // Parsed as a browser does: it finds `javascript:` however it is written.
  const { protocol, username, password } = new URL(text, ANY_PAGE);
  return (protocol === 'https:' || protocol === 'http:') && username === '' && password === '';
}
