// Answers that are worked out once and remembered.

/** Once for each value, forgotten together with it. INVARIANT: what `of` holds is never changed. */
export function memoizeByIdentity<Of extends object, Answer>(find: (of: Of) => Answer): (of: Of) => Answer {
  const found = new WeakMap<Of, { readonly answer: Answer }>();
  return (of) => {
    const known = found.get(of);
    if (known !== undefined) return known.answer;
    const answer = find(of);
    found.set(of, { answer });
    return answer;
  };
}

/** Once for each key of a question. Equal keys: the same is asked. Of more than `most` answers all are forgotten, and found again when they are asked for. */
export function memoizeByKey<Question extends readonly unknown[], Answer>(
  keyOf: (...question: Question) => string,
  find: (...question: Question) => Answer,
  most: number = Number.POSITIVE_INFINITY,
): (...question: Question) => Answer {
  const answers = new Map<string, Answer>();
  return (...question) => {
    const key = keyOf(...question);
    if (answers.has(key)) return answers.get(key)!;
    const answer = find(...question);
    if (answers.size >= most) answers.clear();
    answers.set(key, answer);
    return answer;
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
