/** A page of a site, cut at its headings: what the search engine finds and quotes. */
export interface Page {
  title: string;
  passages: Passage[];
}

/** What stands between one heading and the next. */
export interface Passage {
  /** Plain text; empty for what stands before the first heading. */
  heading: string;
  /** Id that really exists in the page, on the heading or on the section that it opens; empty when there is none. */
  anchor: string;
  /** Paragraphs, lists, tables and code as markdown, one entry each. */
  blocks: string[];
  /** The blocks as plain text, for searching. */
  text: string;
}
