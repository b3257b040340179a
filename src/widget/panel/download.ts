/** How long a browser may take to begin with it. */
const TAKEN_MS = 60_000;

/** Has the browser save a text as a file. In a frame that may not download, nothing happens. */
export function download(name: string, type: string, text: string): void {
  // Never in the page, whose own listeners for links so hear nothing of it.
  const link = document.createElement('a');
  link.download = name;
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), TAKEN_MS);
}
