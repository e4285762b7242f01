import { validationException } from './errors.ts';

/** The two statements of PartiQL that this server speaks. Parameters (`?`) are in the order of the lists. */
export type Statement =
  | { kind: 'insert'; table: string; attributes: string[] }
  | { kind: 'update'; table: string; set: string[]; remove: string[]; where: string[] };

/** Programs have a handful of texts, and send each many times. */
const TEXTS_KEPT = 1_000;
const parsed = new Map<string, Statement>();

/**
 * Parses, with keywords in any case and every name in quotes:
 *
 *     INSERT INTO "table" VALUE {'attribute': ?, …}
 *     UPDATE "table" SET "attribute"=? SET … REMOVE "attribute" … WHERE "attribute"=? AND …
 *
 * @throws DynamoDbError `ValidationException`
 */
export function parseStatement(text: string): Statement {
  let statement = parsed.get(text);
  if (!statement) {
    statement = new Parser(text).statement();
    if (parsed.size === TEXTS_KEPT) parsed.clear();
    parsed.set(text, statement);
  }
  return statement;
}

type Kind = 'word' | 'name' | 'text' | 'sign' | 'end';

class Parser {
  readonly #text: string;
  readonly #token =
    /\s*(?:(?<word>[a-z]+)|"(?<name>(?:[^"]|"")+)"|'(?<text>(?:[^']|'')+)'|(?<sign>[?=,:{}])|(?<end>$))/iy;
  #kind: Kind = 'end';
  #value = '';

  constructor(text: string) {
    this.#text = text;
    this.#advance();
  }

  statement(): Statement {
    const statement = this.#takesWord('INSERT') ? this.#insert() : this.#update();
    this.#take('end');
    return statement;
  }

  #insert(): Statement {
    this.#word('INTO');
    const table = this.#take('name');
    this.#word('VALUE');
    const attributes: string[] = [];
    this.#sign('{');
    do {
      attributes.push(this.#take('text'));
      this.#sign(':');
      this.#sign('?');
    } while (this.#takes('sign', ','));
    this.#sign('}');
    refuseRepeated(attributes);
    return { kind: 'insert', table, attributes };
  }

  #update(): Statement {
    this.#word('UPDATE');
    const table = this.#take('name');
    const set: string[] = [];
    const remove: string[] = [];
    const where: string[] = [];
    while (!this.#takesWord('WHERE')) {
      if (this.#takesWord('REMOVE')) {
        remove.push(this.#take('name'));
      } else {
        this.#word('SET');
        set.push(this.#equality());
      }
    }
    do where.push(this.#equality());
    while (this.#takesWord('AND'));
    if (set.length + remove.length === 0) throw this.#unknown();
    refuseRepeated([...set, ...remove]);
    refuseRepeated(where);
    return { kind: 'update', table, set, remove, where };
  }

  #equality(): string {
    const name = this.#take('name');
    this.#sign('=');
    this.#sign('?');
    return name;
  }

  #word(word: string): void {
    if (!this.#takesWord(word)) throw this.#unknown();
  }

  #sign(sign: string): void {
    if (!this.#takes('sign', sign)) throw this.#unknown();
  }

  #take(kind: Kind): string {
    if (this.#kind !== kind) throw this.#unknown();
    const value = this.#value;
    this.#advance();
    return value;
  }

  #takesWord(word: string): boolean {
    return this.#value.toUpperCase() === word && this.#takes('word', this.#value);
  }

  #takes(kind: Kind, value: string): boolean {
    if (this.#kind !== kind || this.#value !== value) return false;
    this.#advance();
    return true;
  }

  #advance(): void {
    const groups = this.#token.exec(this.#text)?.groups;
    if (!groups) throw this.#unknown();
    const [kind, value] = Object.entries(groups).find(([, found]) => found !== undefined) ?? ['end', ''];
    this.#kind = kind as Kind;
    this.#value = kind === 'name' ? value.replaceAll('""', '"') : value.replaceAll("''", "'");
  }

  #unknown() {
    return validationException(
      `Statement wasn't well formed, or is none that this embedded server speaks (INSERT INTO "table" VALUE ` +
        `{'attribute': ?, …} and UPDATE "table" SET "attribute"=? … REMOVE "attribute" … WHERE "attribute"=? AND …)`,
    );
  }
}

function refuseRepeated(attributes: readonly string[]): void {
  if (new Set(attributes).size < attributes.length) {
    throw validationException('An attribute may stand only once in a statement');
  }
}
