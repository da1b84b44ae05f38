// Answers about values that never change: found once for each, forgotten together with it.

/** INVARIANT: what `of` holds is never changed. */
export function oncePer<Of extends object, Answer extends object>(find: (of: Of) => Answer): (of: Of) => Answer {
  const found = new WeakMap<Of, Answer>();
  return (of) => {
    const known = found.get(of);
    if (known !== undefined) return known;
    const answer = find(of);
    found.set(of, answer);
    return answer;
  };
}
