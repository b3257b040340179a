import 'deep-chat';

/** A whole chat, fed through its own stream handler. */
export default function create(container) {
  const chat = document.createElement('deep-chat');
  let signals;
  let written = 0;
  chat.connect = {
    stream: true,
    handler: (_, given) => {
      signals = given;
      signals.onOpen();
    },
  };
  container.append(chat);
  return {
    show(text, isWhole) {
      if (!signals) {
        // It takes a question as soon as it has rendered itself.
        if (chat.shadowRoot?.querySelector('#messages')) chat.submitUserMessage({ text: 'Question' });
        return false;
      }
      if (text.length > written) signals.onResponse({ text: text.slice(written) });
      written = text.length;
      if (isWhole) signals.onClose();
    },
  };
}

create.isLate = true;
