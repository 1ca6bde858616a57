package main

func init() { cases["one_line"] = oneLine }

func oneLine() {
	x, y := 1, 2
	defer add(x, 5); defer add(y, x); defer a(); defer func() { use(y) }(); defer func(n int) {}(x)
	pass() // stop
}

/* want
Goroutine 1 · main.oneLine
  oneLine  :8
    1 func(n int) { … }(1)  :7  calls main.oneLine.func2
        n int = 1 (value)
    2 func() { use(y) }()  :7  calls main.oneLine.func1
        y int = 2 (value)
    3 a()  :7  calls main.a
    4 add(2, 1)  :7  calls main.add
        y int = 2 (value)
        x int = 1 (value)
    5 add(1, 5)  :7  calls main.add
        x int = 1 (value)
        _  = 5 (literal)
*/
