/*
 * What tests of looks ask of a page. Each function is run in the page, so that it can use nothing from here.
 */

/** Elements of the chat whose text does not fit into what is shown of it, and cannot be scrolled to, in words. */
export function findClipped(): string[] {
  const found: string[] = [];
  const walk = (root: ShadowRoot): void => {
    for (const element of root.querySelectorAll<HTMLElement>('*')) {
      if (element.shadowRoot) walk(element.shadowRoot);
      const style = getComputedStyle(element);
      const isSeen = element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !element.closest('.hidden, svg');
      if (!isSeen || (element.textContent.trim() === '' && element.localName !== 'textarea')) continue;
      const name = `${element.localName}.${element.className}[${element.getAttribute('part')}]`;
      const { scrollWidth, clientWidth, scrollHeight, clientHeight } = element;
      // What scrolls shows all of it; what hides nothing cuts nothing off itself.
      if (/hidden|clip/.test(style.overflowX) && scrollWidth > clientWidth + 1)
        found.push(`${name}: ${scrollWidth} of ${clientWidth} px across`);
      if (/hidden|clip/.test(style.overflowY) && scrollHeight > clientHeight + 1) {
        found.push(`${name}: ${scrollHeight} of ${clientHeight} px down`);
      }
      // Letters that reach out of the window, or of the box that hides what does.
      const isText = [...element.childNodes].some((node) => node.nodeType === 3 && node.nodeValue!.trim() !== '');
      if (!isText || element.closest("[part='table-scroller'], pre")) continue;
      const range = document.createRange();
      range.selectNodeContents(element);
      const frame = (root.querySelector('.messages') ?? document.documentElement).getBoundingClientRect();
      for (const { left, right, width } of range.getClientRects()) {
        if (width > 0 && (left < frame.left - 1 || right > frame.right + 1)) found.push(`${name}: ${left} to ${right}`);
      }
    }
  };
  walk(document.querySelector('assisters-chat')!.shadowRoot!);
  return found;
}

/** Everything of the chat that lets something shine through, in words. What is not to be seen at all does not. */
export function findTranslucent(): string[] {
  const found: string[] = [];
  const properties = [
    'color',
    'background-color',
    'background-image',
    'box-shadow',
    'outline-color',
    'border-top-color',
    'mask-image',
    'fill',
  ];
  const isMixed = (value: string): boolean =>
    [...value.matchAll(/(?:rgba\(.*?, |\/ )([\d.]+)\)/g)].some(([, alpha]) => Number(alpha) > 0 && Number(alpha) < 1) ||
    // A gradient that begins or ends with nothing.
    (value.includes('gradient') &&
      /rgba\(0, 0, 0, 0\)|transparent/.test(value) &&
      !/^linear-gradient\(to \w+, (rgba\([^)]*, 0\)(, )?)+\)$/.test(value));
  const walk = (root: ShadowRoot): void => {
    for (const element of root.querySelectorAll<HTMLElement>('*')) {
      if (element.shadowRoot) walk(element.shadowRoot);
      if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || element.closest('.hidden')) continue;
      for (const pseudo of [undefined, '::before', '::after']) {
        const style = getComputedStyle(element, pseudo);
        if (pseudo && (style.content === 'none' || style.content === 'normal')) continue;
        const name = `${element.localName}.${element.className.toString()}${pseudo ?? ''}`;
        const opacity = Number(style.opacity);
        if (opacity > 0 && opacity < 1) found.push(`${name}: opacity ${opacity}`);
        if (style.backdropFilter !== 'none') found.push(`${name}: backdrop-filter`);
        for (const property of properties) {
          const value = style.getPropertyValue(property);
          if (isMixed(value)) found.push(`${name}: ${property} ${value}`);
        }
      }
    }
  };
  walk(document.querySelector('assisters-chat')!.shadowRoot!);
  return found;
}

/** What moves, each thing once, by the names of its classes. */
export interface Motion {
  /** Goes to another place, or to another size. */
  moving: string[];
  /** Goes on without an end. */
  endless: string[];
  /** Was scrolled little by little. */
  smooth: string[];
}

/** Notes everything that moves in the chat from now on, frame by frame, in `globalThis.motion`. */
export function watchMotion(): void {
  const motion: Motion = { moving: [], endless: [], smooth: [] };
  Object.assign(globalThis, { motion });
  const note = (list: string[], what: string): void => void (list.includes(what) || list.push(what));
  const still = ['offset', 'computedOffset', 'easing', 'composite', 'opacity', 'display', 'overlay', 'visibility'];
  const isStill = (name: string): boolean => still.includes(name) || /color|shadow|fill$|stroke|outline/i.test(name);
  const look = (root: ShadowRoot): void => {
    for (const animation of root.getAnimations()) {
      const effect = animation.effect as KeyframeEffect;
      const name = effect.target!.getAttribute('class') || effect.target!.localName;
      if (effect.getComputedTiming().iterations === Infinity) note(motion.endless, name);
      const values = new Map<string, Set<unknown>>();
      for (const keyframe of effect.getKeyframes()) {
        for (const [property, value] of Object.entries(keyframe)) {
          if (!isStill(property)) values.set(property, (values.get(property) ?? new Set()).add(value === '0px' ? 'none' : value));
        }
      }
      for (const [property, { size }] of values) if (size > 1) note(motion.moving, `${name}: ${property}`);
    }
    for (const { shadowRoot } of root.querySelectorAll('*')) if (shadowRoot) look(shadowRoot);
  };
  const frame = (): void => {
    look(document.querySelector('assisters-chat')!.shadowRoot!);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  const scrollTo = Element.prototype.scrollTo as (options?: ScrollToOptions) => void;
  Element.prototype.scrollTo = function (this: Element, options: ScrollToOptions) {
    if (options.behavior === 'smooth') note(motion.smooth, this.className);
    scrollTo.call(this, options);
  } as typeof Element.prototype.scrollTo;
}
