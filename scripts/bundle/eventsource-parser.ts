import type { Plugin } from 'vite';
import { change, rewrite } from './change-library.ts';

/**
 * The event-stream parser as it is fed: `client/event-framing.ts` hands it whole lines that end in LF, and watches how long a line or an
 * event may be; no error, comment, id or retry is listened for. What cares for other line ends and for lines cut in two is left out.
 */
export function wholeLines(): Plugin {
  return change('whole-lines', /[\\/]eventsource-parser[\\/]dist[\\/]parse\.js$/, (code) =>
    rewrite(code, [
      [
        /const \{ maxBufferSize, onComment, onError, onEvent, onId, onRetry \} = config;/,
        'const { onEvent } = config, maxBufferSize = undefined, onComment = undefined, onError = undefined, onId = undefined, onRetry = undefined;',
      ],
      [/if \(typeof config === 'function'\) \{[^}]*\}[^}]*\}/, ''],
      [
        /function feed\(chunk\) \{[^]*?\n {4}\}\n/,
        "function feed(chunk) { if (bomPrefix !== undefined && chunk) { bomPrefix = undefined; chunk = chunk.replace(/^\\uFEFF/, ''); } processLines(chunk); }\n",
      ],
      [/if \(chunk\.indexOf\('\\r'\) === -1\) \{/, 'if (true) {'],
      [/return \{ feed, reset \};/, 'return { feed };'],
    ]),
  );
}
