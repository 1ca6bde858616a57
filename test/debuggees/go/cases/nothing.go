package main

func init() { cases["nothing"] = nothing }

func nothing() {
	pass() // stop
}

/* want
nothing-pending: Nothing is pending in this stack.
*/
