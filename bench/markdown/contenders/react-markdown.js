import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import Markdown from 'react-markdown';

export default function create(container) {
  const root = createRoot(container);
  return { show: (text) => root.render(createElement(Markdown, null, text)) };
}

create.isLate = true;
