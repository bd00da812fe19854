package cache

// Size is how many keys a Memory holds.
func Size(m *Memory) int { return len(m.kept) }
