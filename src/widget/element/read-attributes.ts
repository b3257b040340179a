import type { PropertyDeclaration } from 'lit';

/**
 * What a tag says, by attribute name: its attributes, all of them, and in their place the properties that a script may have set.
 *
 * @param properties - those that stand for an attribute, as Lit lists them.
 */
export function readAttributes(
  element: HTMLElement,
  properties: Iterable<readonly [PropertyKey, PropertyDeclaration]>,
): Record<string, string | null> {
  const attributes = Object.create(null) as Record<string, string | null>;
  for (const name of element.getAttributeNames()) attributes[name] = element.getAttribute(name);
  for (const [property, { attribute }] of properties) {
    const name = typeof attribute === 'string' ? attribute : String(property);
    attributes[name] = toAttributeText((element as unknown as Record<PropertyKey, unknown>)[property]);
  }
  return attributes;
}

function toAttributeText(value: unknown): string | null {
  if (value === null || value === undefined || value === false) return null;
  if (value === true) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
