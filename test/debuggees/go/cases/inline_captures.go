package main

func init() { cases["inline_captures"] = inlineCaptures }

type wide struct {
	name       string
	a, b, c, d int
}

func (w wide) send(to [3]int) {}

// Arrays and large structures that are captured by value lie in the closure itself, and are used there.
func inlineCaptures() {
	list := [3]int{7, 8, 9}
	pair := struct {
		n int
		s string
	}{5, "five"}
	w := wide{"w", 1, 2, 3, 4}
	none := [2]*int{}
	same := [2]*int{}
	moved := [3]int{1, 2, 3}
	defer func() { use(list, w) }()
	defer func() { use(pair, none, list) }()
	defer func() { use(none, same) }()
	defer func() { use(moved) }()
	defer w.send(list)
	defer gen(w)
	send := w.send
	defer send(moved)
	moved[0] = 0
	pass() // stop
}

/* want
Goroutine 1 · main.inlineCaptures
  inlineCaptures  :32
    1 send(moved)  :30  calls main.wide.send
        moved [3]int = [1,2,3] (value)
        _ main.wide = {name: "w", a: 1, b: 2, c: 3, d: 4} (value)
    2 gen(w)  :28  calls main.gen[struct { main.name string; main.a int; main.b int;…
        w main.wide = {name: "w", a: 1, b: 2, c: 3, d: 4} (value)
    3 w.send(list)  :27  calls main.wide.send
        w main.wide = {name: "w", a: 1, b: 2, c: 3, d: 4} (value)
        list [3]int = [7,8,9] (value)
    4 func() { use(moved) }()  :26  calls main.inlineCaptures.func4
        moved [3]int = [0,2,3] (reference)
    5 func() { use(none, same) }()  :25  calls main.inlineCaptures.func3
        none [2]*int = [*nil,*nil] (value)
        same [2]*int = [*nil,*nil] (value)
    6 func() { use(pair, none, list) }()  :24  calls main.inlineCaptures.func2
        list [3]int = [7,8,9] (value)
        none [2]*int = [*nil,*nil] (value)
        pair struct { n int; s string } = {n: 5, s: "five"} (value)
    7 func() { use(list, w) }()  :23  calls main.inlineCaptures.func1
        list [3]int = [7,8,9] (value)
        w main.wide = {name: "w", a: 1, b: 2, c: 3, d: 4} (value)
*/
