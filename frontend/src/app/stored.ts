/** One value in the browser's storage. Blocked storage is not an error: the value then lives as long as the page. */
export function stored(key: string, storage: () => Storage = () => localStorage) {
  return {
    read(): string | null {
      try {
        return storage().getItem(key);
      } catch {
        return null;
      }
    },
    write(value: string | null): void {
      try {
        if (value === null) storage().removeItem(key);
        else storage().setItem(key, value);
      } catch {
        // Nothing to do: the browser refuses to remember.
      }
    },
  };
}
