// Answers that are worked out once and remembered.

/** Once for each value, forgotten together with it. INVARIANT: what `of` holds is never changed. */
export function memoizeByIdentity<Of extends object, Answer extends object>(
  find: (of: Of) => Answer,
): (of: Of) => Answer {
  const found = new WeakMap<Of, Answer>();
  return (of) => {
    const known = found.get(of);
    if (known !== undefined) return known;
    const answer = find(of);
    found.set(of, answer);
    return answer;
  };
}

/** Once for each key of a question. Equal keys: the same is asked. */
export function memoizeByKey<Question extends readonly unknown[], Answer>(
  keyOf: (...question: Question) => string,
  find: (...question: Question) => Answer,
): (...question: Question) => Answer {
  const answers = new Map<string, Answer>();
  return (...question) => {
    const key = keyOf(...question);
    if (!answers.has(key)) answers.set(key, find(...question));
    return answers.get(key)!;
  };
}

/** Once for each text. */
export const memoizeByText = <Answer>(find: (text: string) => Answer): ((text: string) => Answer) =>
  memoizeByKey((text: string) => text, find);

/** When it is first asked for, and then never again: a promise that rejects does so for everybody. */
export function memoize<Answer>(find: () => Answer): () => Answer {
  let found: { readonly answer: Answer } | undefined;
  return () => {
    found ??= { answer: find() };
    return found.answer;
  };
}
