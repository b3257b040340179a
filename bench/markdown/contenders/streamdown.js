import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { Streamdown } from 'streamdown';

export default function create(container) {
  const root = createRoot(container);
  return { show: (text) => root.render(createElement(Streamdown, null, text)) };
}

create.isLate = true;
