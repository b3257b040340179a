// Puppeteer's install script would download browsers; the tests find or install a system browser instead (scripts/find-browsers.ts).
module.exports = { skipDownload: true };
