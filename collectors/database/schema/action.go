package schema

// Action is what a foreign key does on delete or update, by its letter in PostgreSQL's catalogue (pg_constraint.confdeltype) and in the tree of its
// parser.
func Action(letter string) string {
	switch letter {
	case "r":
		return "restrict"
	case "c":
		return "cascade"
	case "n":
		return "set null"
	case "d":
		return "set default"
	}
	return "no action"
}
