/** Which nodes of a directed graph can reach one another: Tarjan's algorithm, without recursion, linear in nodes and edges. */

/**
 * The strongly connected components, each node in exactly one; a component comes after all that it reaches.
 * Source: R. Tarjan, "Depth-first search and linear graph algorithms", SIAM Journal on Computing 1(2), 1972.
 */
export function stronglyConnected(count: number, successors: (node: number) => readonly number[]): number[][] {
  const UNSEEN = -1;
  const index = new Int32Array(count).fill(UNSEEN);
  const low = new Int32Array(count);
  const onStack = new Uint8Array(count);
  const stack: number[] = [];
  const components: number[][] = [];
  let next = 0;
  for (let root = 0; root < count; root++) {
    if (index[root] !== UNSEEN) continue;
    const path: { readonly node: number; readonly edges: readonly number[]; edge: number }[] = [];
    const enter = (node: number): void => {
      index[node] = low[node] = next++;
      stack.push(node);
      onStack[node] = 1;
      path.push({ node, edges: successors(node), edge: 0 });
    };
    enter(root);
    for (let top = path[path.length - 1]; top !== undefined; top = path[path.length - 1]) {
      const to = top.edges[top.edge++];
      if (to !== undefined) {
        if (index[to] === UNSEEN) enter(to);
        else if (onStack[to]) low[top.node] = Math.min(low[top.node] ?? 0, index[to] ?? 0);
        continue;
      }
      path.pop();
      const parent = path[path.length - 1];
      if (parent !== undefined) low[parent.node] = Math.min(low[parent.node] ?? 0, low[top.node] ?? 0);
      if (low[top.node] !== index[top.node]) continue;
      const start = stack.lastIndexOf(top.node);
      const component = stack.splice(start);
      for (const node of component) onStack[node] = 0;
      components.push(component);
    }
  }
  return components;
}
