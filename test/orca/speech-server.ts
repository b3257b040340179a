import { createServer, type Socket } from 'node:net';

/** One thing that a screen reader had said. */
export interface Utterance {
  text: string;
  /** On the clock of `performance.now()`. */
  atMs: number;
}

/** Stands where speech-dispatcher stands, and makes no sound. */
export interface SpeechServer {
  /** All that it was asked to say, from the start. */
  readonly said: readonly Utterance[];
  close(): Promise<void>;
}

/**
 * Starts one on a Unix socket. It takes every command as done at once: nothing is ever cut off by what comes after.
 *
 * @see https://htmlpreview.github.io/?https://github.com/brailcom/speechd/blob/master/doc/ssip.html
 */
export async function startSpeechServer(path: string): Promise<SpeechServer> {
  const said: Utterance[] = [];
  const sockets = new Set<Socket>();
  const say = (text: string): void => {
    if (text.trim() !== '') said.push({ text: text.trim(), atMs: performance.now() });
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    let input = '';
    let message: string[] | null = null;
    const onLine = (line: string): void => {
      if (message === null) {
        const [command = '', ...args] = line.split(' ');
        if (command === 'SPEAK') message = [];
        // What letters and keys are called is the synthesizer's matter.
        if (command === 'CHAR' || command === 'KEY') say(args.join(' '));
        socket.write(answerTo(command, args));
      } else if (line === '.') {
        say(textOf(message.join('\n')));
        message = null;
        socket.write('225-1\r\n225 OK MESSAGE QUEUED\r\n');
      } else {
        message.push(line.replace(/^\.\./, '.'));
      }
    };
    socket.setEncoding('utf8').on('data', (data: string) => {
      const lines = (input + data).split('\r\n');
      input = lines.pop()!;
      lines.forEach(onLine);
    });
    // A screen reader that is ended does not say goodbye.
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((listening) => server.listen(path, listening));
  return {
    said,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function answerTo(command: string, args: readonly string[]): string {
  if (command === 'SPEAK') return '230 OK RECEIVING DATA\r\n';
  if (command === 'HISTORY') return '245-1\r\n245 OK CLIENT ID SENT\r\n';
  if (command === 'GET')
    return `251-${args[0] === 'LANGUAGE' ? 'en' : args[0] === 'OUTPUT_MODULE' ? 'silent' : '0'}\r\n251 OK GET RETURNED\r\n`;
  if (command === 'LIST') return args[0] === 'SYNTHESIS_VOICES' ? '249-Silent\ten\tnone\r\n249 OK\r\n' : '250-silent\r\n250 OK\r\n';
  if (command === 'CHAR' || command === 'KEY' || command === 'SOUND_ICON') return '225-1\r\n225 OK MESSAGE QUEUED\r\n';
  return '200 OK\r\n';
}

/** The words of SSML, without the marks that keep a name apart from a text of the other direction: no voice says them. */
function textOf(markup: string): string {
  const text = markup.replace(/<[^>]*>|[\u2066-\u2069]/g, '');
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
