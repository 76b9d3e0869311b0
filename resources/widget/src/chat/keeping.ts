import type { Item } from './outbox.ts';

// What is kept in the browser: the visitor key and the outbox, nothing else, and nothing before the first message. Each
// step down (database, local storage, memory) works when the one above is off or full.

const keyName = 'tandem.visitor';
const itemPrefix = 'tandem.outbox.';
const keyShape = /^[A-Za-z0-9_-]{43,128}$/;

export function newVisitorKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

// 128 random bits, in letters that the protocol allows for ids.
export function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function storage(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

export function storedKey(): string | null {
  try {
    const key = storage()?.getItem(keyName) ?? null;
    return key !== null && keyShape.test(key) ? key : null;
  } catch {
    return null;
  }
}

// False when the browser does not keep it.
export function storeKey(key: string): boolean {
  try {
    storage()?.setItem(keyName, key);
    return storedKey() === key;
  } catch {
    return false;
  }
}

// Calls back when another tab began, or ended, to be somebody.
export function onKeyChange(run: (key: string | null) => void): void {
  window.addEventListener('storage', (event) => {
    if (event.key === keyName || event.key === null) run(storedKey());
  });
}

interface Shelf {
  put(item: Item): Promise<void>;
  remove(id: string): Promise<void>;
  all(): Promise<Item[]>;
}

function finished(request: IDBRequest | IDBTransaction): Promise<unknown> {
  return new Promise((resolve, reject) => {
    if (request instanceof IDBTransaction) request.oncomplete = () => resolve(null);
    else request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    if (request instanceof IDBTransaction) request.onabort = () => reject(request.error);
  });
}

async function database(): Promise<Shelf> {
  const opening = indexedDB.open('tandem', 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore('outbox', { keyPath: 'id' });
  const db = (await finished(opening)) as IDBDatabase;
  // Another tab may want to delete it on logout.
  db.onversionchange = () => db.close();
  const change = async (run: (store: IDBObjectStore) => void) => {
    const transaction = db.transaction('outbox', 'readwrite');
    run(transaction.objectStore('outbox'));
    await finished(transaction);
  };
  return {
    put: (item) => change((store) => store.put(item)),
    remove: (id) => change((store) => store.delete(id)),
    all: async () => (await finished(db.transaction('outbox').objectStore('outbox').getAll())) as Item[],
  };
}

function local(): Shelf {
  const store = storage();
  return {
    put: async (item) => store?.setItem(itemPrefix + item.id, JSON.stringify(item)),
    remove: async (id) => store?.removeItem(itemPrefix + id),
    all: async () =>
      Object.keys(store ?? {})
        .filter((key) => key.startsWith(itemPrefix))
        .map((key) => JSON.parse(store!.getItem(key)!) as Item),
  };
}

function isItem(value: unknown): value is Item {
  const item = value as Partial<Item> | null;
  return (
    typeof item === 'object' && item !== null && typeof item.id === 'string' && typeof item.text === 'string' &&
    typeof item.at === 'number' && typeof item.rating === 'number' && typeof item.conversation === 'string' &&
    (item.kind === 'text' || item.kind === 'person' || item.kind === 'rating')
  );
}

// The outbox as kept. Opened on first use, because opening alone already stores something.
export class Keeping {
  private shelf: Promise<Shelf> | null = null;

  async load(): Promise<Item[]> {
    const found = await Promise.all([this.open().then((shelf) => shelf.all()), local().all()].map((one) => one.catch(() => [])));
    return found.flat().filter(isItem);
  }

  put(item: Item): void {
    void this.open()
      .then((shelf) => shelf.put(item))
      .catch(() => local().put(item))
      .catch(() => undefined); // memory still has it
  }

  remove(id: string): void {
    void this.open().then((shelf) => shelf.remove(id)).catch(() => undefined);
    void local().remove(id).catch(() => undefined);
  }

  // Forgets the visitor.
  forget(): void {
    try {
      storage()?.removeItem(keyName);
    } catch {
      // Nothing was kept.
    }
  }

  private open(): Promise<Shelf> {
    return (this.shelf ??= database().catch(() => local()));
  }
}
