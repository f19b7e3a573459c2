import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Node } from "yaml";

/** Where a setting was written: a line of the file, or an environment variable. */
export interface Place {
  /** `till.yaml:12`, or the variable's name. */
  readonly text: string;
  /** Line from 1; 0 for a variable. Sorts the messages. */
  readonly line: number;
}

/** Configuration text as a tree that remembers where everything stood. */
export type SourceNode =
  | { readonly kind: "map"; readonly place: Place; readonly entries: readonly SourceEntry[] }
  | { readonly kind: "list"; readonly place: Place; readonly items: readonly SourceNode[] }
  /** `text`: the scalar as written, so that `inn: 0278123456` keeps its leading zero in a text field. */
  | { readonly kind: "value"; readonly place: Place; readonly value: string | number | boolean | null; readonly text: string };

export interface SourceEntry {
  readonly key: string;
  readonly keyPlace: Place;
  readonly node: SourceNode;
}

export interface SourceProblem {
  readonly place: Place;
  /** The parser's own words (English). */
  readonly problem: string;
  readonly duplicateKey: boolean;
}

/** Longest file that is read at all; a real one has some hundred lines. */
export const CONFIG_FILE_LIMIT_CHARS = 1_000_000;
/** An alias of an alias of … could make a short file expand without end. */
const EXPANSION_LIMIT_NODES = 20_000;

export function parseSource(fileName: string, text: string): { readonly root: SourceNode; readonly problems: readonly SourceProblem[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const placeAt = (offset: number): Place => {
    const line = lines.linePos(offset).line;
    return { text: `${fileName}:${line}`, line };
  };
  const problems = document.errors.map((error) => ({
    place: placeAt(error.pos[0]),
    problem: error.message,
    duplicateKey: error.code === "DUPLICATE_KEY",
  }));
  const builder = treeBuilder(placeAt);
  const root = builder.build(document.contents, placeAt(0));
  return { root, problems: [...problems, ...builder.problems] };
}

/** A value given in an environment variable, as if it stood in the file. */
export function parseVariable(name: string, text: string): SourceNode {
  const place: Place = { text: name, line: 0 };
  const document = parseDocument(text, { prettyErrors: false });
  if (document.errors.length > 0) return { kind: "value", place, value: text, text };
  return treeBuilder(() => place).build(document.contents, place);
}

interface Anchored {
  readonly node: SourceNode;
  readonly size: number;
}

function treeBuilder(placeAt: (offset: number) => Place) {
  const anchors = new Map<string, Anchored>();
  const problems: SourceProblem[] = [];
  let nodes = 0;

  const buildBare = (node: Node | null, place: Place): SourceNode => {
    nodes += 1;
    if (isAlias(node)) return follow(node, place);
    if (isSeq<Node>(node)) return { kind: "list", place, items: node.items.map((item) => build(item, place)) };
    if (isMap<Node, Node | null>(node))
      return { kind: "map", place, entries: node.items.map((pair) => entryOf(pair.key, pair.value, place)) };
    return isScalar(node) ? scalar(node.value, node.source, place) : { kind: "value", place, value: null, text: "" };
  };

  const build = (node: Node | null, fallback: Place): SourceNode => {
    const before = nodes;
    const built = buildBare(node, node?.range ? placeAt(node.range[0]) : fallback);
    // Known only when complete, so a node cannot contain itself.
    if (node !== null && !isAlias(node) && node.anchor !== undefined) anchors.set(node.anchor, { node: built, size: nodes - before });
    return built;
  };

  const entryOf = (key: Node, value: Node | null, mapPlace: Place): SourceEntry => {
    const keyPlace = key.range ? placeAt(key.range[0]) : mapPlace;
    return { key: isScalar(key) ? (key.source ?? String(key.value)) : String(key), keyPlace, node: build(value, keyPlace) };
  };

  const follow = (alias: { readonly source: string }, place: Place): SourceNode => {
    const target = anchors.get(alias.source);
    const isTooMuch = target !== undefined && nodes + target.size > EXPANSION_LIMIT_NODES;
    if (target !== undefined && !isTooMuch) {
      nodes += target.size;
      return target.node;
    }
    problems.push({ place, problem: isTooMuch ? "aliases expand too far" : `nothing is anchored as ${alias.source}`, duplicateKey: false });
    return { kind: "value", place, value: null, text: "" };
  };

  return { build, problems };
}

function scalar(value: unknown, source: string | undefined, place: Place): SourceNode {
  if (value === null || typeof value === "boolean" || typeof value === "number") {
    return { kind: "value", place, value, text: source ?? String(value) };
  }
  // Tagged values (`!!binary`) are taken as they were written.
  const text = typeof value === "string" ? value : (source ?? "");
  return { kind: "value", place, value: text, text };
}
