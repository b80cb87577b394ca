/** Which nodes of a graph lead to one another, and in which order can all be summed up from what they lead to? */

/** Nodes each of which leads to every other. */
export interface Component {
  readonly members: readonly number[];
  /** Its nodes lead back to themselves. */
  readonly cyclic: boolean;
}

/**
 * Finds the strongly connected components that are reachable from `roots`, each after all those it leads to (Tarjan 1972).
 * Linear in nodes and edges, and without recursion, so that a chain of any length does not exhaust the stack.
 * @param successors Per node, where it leads.
 */
export function components(successors: readonly (readonly number[])[], roots: Iterable<number>): Component[] {
  const found: Component[] = [];
  // 0 is not visited; of a finished node the mark is beyond all others, so that it never lowers another.
  const mark = new Uint32Array(successors.length);
  const low = new Uint32Array(successors.length);
  const next = new Uint32Array(successors.length);
  const FINISHED = 0xffffffff;
  const path: number[] = [];
  const open: number[] = [];
  let visited = 0;

  const enter = (node: number) => {
    visited += 1;
    mark[node] = low[node] = visited;
    path.push(node);
    open.push(node);
  };
  const lower = (node: number, to: number) => {
    if (to < (low[node] ?? 0)) low[node] = to;
  };

  for (const root of roots) {
    if (mark[root] === 0) enter(root);
    for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
      const position = next[node] ?? 0;
      const successor = successors[node]?.[position];
      if (successor !== undefined) {
        next[node] = position + 1;
        if (mark[successor] === 0) enter(successor);
        else lower(node, mark[successor] ?? 0);
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent !== undefined) lower(parent, low[node] ?? 0);
      if (low[node] !== mark[node]) continue;
      const members = open.splice(open.lastIndexOf(node));
      for (const member of members) mark[member] = low[member] = FINISHED;
      found.push({ members, cyclic: members.length > 1 || (successors[node]?.includes(node) ?? false) });
    }
  }
  return found;
}
