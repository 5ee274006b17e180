package ownership

// components finds the strongly connected components of a graph given as a
// compressed list: from node n arcs lead to to[start[n]:start[n+1]]. A
// component comes after all those that its arcs lead to (Tarjan 1972, with a
// stack of its own, so that long chains cannot exhaust the program's).
func components(start, to []int32) [][]int32 {
	n := len(start) - 1
	type frame struct{ node, next int32 }
	var (
		found  [][]int32
		index  = make([]int32, n) // 1 + order of discovery, 0 for not yet
		low    = make([]int32, n)
		onPath = make([]bool, n)
		path   []int32
		calls  []frame
		count  int32
	)
	for root := range n {
		if index[root] != 0 {
			continue
		}
		calls = append(calls, frame{int32(root), start[root]})
		for len(calls) > 0 {
			f := &calls[len(calls)-1]
			v := f.node
			if index[v] == 0 {
				count++
				index[v], low[v], onPath[v] = count, count, true
				path = append(path, v)
			}
			if f.next < start[v+1] {
				w := to[f.next]
				f.next++
				if index[w] == 0 {
					calls = append(calls, frame{w, start[w]})
				} else if onPath[w] {
					low[v] = min(low[v], index[w])
				}
				continue
			}
			calls = calls[:len(calls)-1]
			if len(calls) > 0 {
				u := calls[len(calls)-1].node
				low[u] = min(low[u], low[v])
			}
			if low[v] != index[v] {
				continue
			}
			at := len(path) - 1
			for path[at] != v {
				at--
			}
			comp := append([]int32(nil), path[at:]...)
			for _, w := range comp {
				onPath[w] = false
			}
			path = path[:at]
			found = append(found, comp)
		}
	}
	return found
}
