import { html, type TemplateResult } from 'lit';
import { ICON_PATHS, type IconName } from '../themes/icon-paths.ts';

/**
 * An icon, decorative: whatever it means stands beside it in words or in its button's name.
 *
 * @param className - `s14` to `s28` for another size than 20 px, `mirror` where it points along the line.
 */
export function renderIcon(name: IconName, className = ''): TemplateResult {
  return html`<svg class="icon ${className}" viewBox="0 0 24 24" aria-hidden="true"><path d=${ICON_PATHS[name]}></path></svg>`;
}
