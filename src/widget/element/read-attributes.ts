/**
 * All attributes of a tag by name, known or not.
 *
 * @param prefix - what to take off their names.
 */
export function readAttributes({ attributes }: Element, prefix = ''): Map<string, string> {
  return new Map(Array.from(attributes, ({ name, value }) => [name.replace(prefix, ''), value]));
}
