// A value that is loaded once and kept, unless loading failed.

export interface Remembered<T> {
  get(): Promise<T>;
  /** Loads it again, for this caller and all later ones. */
  renew(): Promise<T>;
}

export function remembered<T>(load: () => Promise<T>): Remembered<T> {
  let value: Promise<T> | undefined;
  const renew = (): Promise<T> => {
    const loading = load();
    value = loading;
    loading.catch(() => {
      if (value === loading) value = undefined;
    });
    return loading;
  };
  return { get: () => value ?? renew(), renew };
}
