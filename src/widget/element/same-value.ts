/** Whether two plain values (text, numbers, lists, records of them) say the same. */
export function isSameValue(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => isSameValue((one as Record<string, unknown>)[name], (other as Record<string, unknown>)[name]))
  );
}
