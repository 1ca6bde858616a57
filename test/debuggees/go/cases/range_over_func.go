package main

import "iter"

func init() { cases["range_over_func"] = rangeOverFunc }

func numbers() iter.Seq[int] {
	return func(yield func(int) bool) {
		defer use("numbers")
		for i := 1; i < 4; i++ {
			if !yield(i) {
				return
			}
		}
	}
}

func rangeOverFunc() {
	defer use("before")
	for x := range numbers() {
		defer use(x)
		defer func() { use("closure", x) }()
		pass() // stop inside @2
	}
	defer use("last")
	pass() // stop
}

/* want inside
Goroutine 1 · main.rangeOverFunc-range1
  numbers.func1  :11
    1 use("numbers")  :9  calls main.use
        _ any(string) = "numbers" (literal)
  rangeOverFunc  :20
    2 func() { use("closure", x) }()  :22  calls main.rangeOverFunc.func1
        x int = 2 (value)
    3 use(2)  :21  calls main.use
        x any(int) = 2 (value)
    4 func() { use("closure", x) }()  :22  calls main.rangeOverFunc.func1
        x int = 1 (value)
    5 use(1)  :21  calls main.use
        x any(int) = 1 (value)
    6 use("before")  :19  calls main.use
        _ any(string) = "before" (literal)
*/

/* want
Goroutine 1 · main.rangeOverFunc
  rangeOverFunc  :26
    1 use("last")  :25  calls main.use
        _ any(string) = "last" (literal)
    2 func() { use("closure", x) }()  :22  calls main.rangeOverFunc.func1
        x int = 3 (value)
    3 use(3)  :21  calls main.use
        x any(int) = 3 (value)
    4 func() { use("closure", x) }()  :22  calls main.rangeOverFunc.func1
        x int = 2 (value)
    5 use(2)  :21  calls main.use
        x any(int) = 2 (value)
    6 func() { use("closure", x) }()  :22  calls main.rangeOverFunc.func1
        x int = 1 (value)
    7 use(1)  :21  calls main.use
        x any(int) = 1 (value)
    8 use("before")  :19  calls main.use
        _ any(string) = "before" (literal)
warning: 3 cleanups pending at range_over_func.go:22: a cleanup that is registered in a loop runs only when its scope ends  :22
warning: 3 cleanups pending at range_over_func.go:21: a cleanup that is registered in a loop runs only when its scope ends  :21
*/
