package main

func init() { cases["function_values"] = functionValues }

type hooks struct {
	stop  func(reason string) error
	table map[string]func()
	list  []func(int)
}

func plainHook(reason string) error { return nil }

func functionValues() {
	reason := "r"
	h := hooks{stop: plainHook, table: map[string]func(){"a": a}, list: []func(int){func(int) {}}}
	defer h.stop(reason)
	defer h.table["a"]()
	defer h.list[0](3)
	defer (*R).Close(&R{"expr", 1})
	defer R.Val(R{"value", 2}, 1, "b")
	f := three
	defer f(1, 2, 3)
	h.stop = nil
	pass() // stop
}

/* want
Goroutine 1 · main.functionValues
  functionValues  :24
    1 f(1, 2, 3)  :22  calls main.three
        _  = 1 (literal)
        _  = 2 (literal)
        _  = 3 (literal)
    2 R.Val(R{"value", 2}, 1, "b")  :20  calls main.R.Val
        _  = R{"value", 2} (literal)
        _  = 1 (literal)
        _  = "b" (literal)
    3 (*R).Close(&R{"expr", 1})  :19  calls main.(*R).Close
        &R{"expr", 1} *main.R = &{Name: "expr", ID: 1} (value)
    4 h.list[0](3)  :18  calls main.functionValues.func1
        _  = 3 (literal)
    5 h.table["a"]()  :17  calls main.a
    6 h.stop("r")  :16  calls main.plainHook
        reason string = "r" (value)
*/
