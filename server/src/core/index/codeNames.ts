// Owns the names in the code of methods: which methods a name stands for, and what each imports and defines.
import type { Method } from '../corpus/method';
import { parsePython, type Import } from '../syntax/python';
import type { PythonPlace } from '../syntax/pythonPlace';

/** Cheaper than reading all code at the start, and snippets are our own form. */
const DEFINITION = /^(?:def|class) ([A-Za-z]\w*)/gm;

/** What the code of a method imports, line by line, and the functions and classes that it brings. */
export interface MethodNames {
  readonly imports: readonly { readonly line: string; readonly bound: readonly Import[] }[];
  readonly defines: readonly string[];
}

/** Built once per catalogue; a look-up is by the last part of a name. */
export class CodeNames {
  /** By last part: dotted names in parts. By `keyword=`: its values. */
  readonly #names = new Map<
    string,
    { readonly parts: readonly string[]; readonly method: Method }[]
  >();

  readonly #ofMethod = new Map<Method, MethodNames>();

  constructor(methods: readonly Method[]) {
    for (const method of methods) {
      const own = [...method.code.matchAll(DEFINITION)].flatMap(([, name]) => name ?? []);
      for (const name of new Set([...own, ...method.libraryNames])) this.#add(name, method);
    }
  }

  /** Read when first asked for. */
  namesOf(method: Method): MethodNames {
    const known = this.#ofMethod.get(method);
    if (known) return known;
    const imports = method.imports.map((line) => ({ line, bound: parsePython(line).imports }));
    const names = { imports, defines: [...parsePython(method.code).defines] };
    this.#ofMethod.set(method, names);
    return names;
  }

  /** The methods that a place names, in the order of the catalogue. */
  methodsAt(place: Exclude<PythonPlace, { kind: 'words' }>): readonly Method[] {
    if (place.kind === 'keyword') {
      const valued = this.#find([`${place.name}=${place.value}`]);
      return valued.length > 0 ? valued : this.#find([place.name]);
    }
    return this.#find(place.parts);
  }

  #add(name: string, method: Method): void {
    const parts = name.includes('=') ? [name.replaceAll(' ', '')] : name.split('.');
    const last = parts[parts.length - 1] ?? '';
    this.#names.set(last, [...(this.#names.get(last) ?? []), { parts, method }]);
  }

  /** `nn.init.orthogonal_` is found by that and by every longer way to it, such as from `torch`. */
  #find(parts: readonly string[]): readonly Method[] {
    const known = this.#names.get(parts[parts.length - 1] ?? '') ?? [];
    const found = known.filter(({ parts: own }) =>
      own.every((part, i) => part === parts[parts.length - own.length + i]),
    );
    return [...new Set(found.map(({ method }) => method))];
  }
}
